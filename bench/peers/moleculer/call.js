/**
 * One call inside the process, the way Moleculer makes it. `bare` has no validator, no middleware and no metrics;
 * `steps` has its validator, circuit breaker, bulkhead, retries and request timeout; `metrics` counts besides.
 */
import { ServiceBroker } from 'moleculer'
import { callsPerSecond, parseArguments } from '../../call/loop.ts'
import { centsOf } from '../../pricing.ts'

const { variant, ...looping } = parseArguments(process.argv.slice(2))
const isBare = variant === 'bare'
const broker = new ServiceBroker({
  logger: false,
  validator: !isBare,
  internalServices: false,
  ...(isBare
    ? {}
    : {
        requestTimeout: 10_000,
        retryPolicy: { enabled: true },
        circuitBreaker: { enabled: true },
        bulkhead: { enabled: true, concurrency: 256 },
      }),
  metrics: variant === 'metrics' ? { enabled: true, reporter: [] } : false,
})
broker.createService({
  name: 'catalog',
  actions: {
    pricesOf: {
      params: {
        $$strict: true,
        skus: { type: 'array', min: 1, max: 50, items: { type: 'string', min: 1, max: 40 } },
      },
      async handler({ params }) {
        return { prices: params.skus.map(centsOf) }
      },
    },
  },
})
await broker.start()
const input = { skus: ['BOOK-1'] }
const answer = await broker.call('catalog.pricesOf', input)
if (answer.prices[0] !== centsOf('BOOK-1')) throw new Error('the call answers wrongly')
if (!isBare) {
  const refused = await broker.call('catalog.pricesOf', { skus: [] }).catch((error) => error)
  if (refused.code !== 422) throw new Error('the validator is not on')
}
const perSecond = await callsPerSecond(() => broker.call('catalog.pricesOf', input), looping)
await broker.stop()
process.stdout.write(`${JSON.stringify({ perSecond })}\n`)
