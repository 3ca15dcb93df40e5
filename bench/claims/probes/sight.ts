/** `sight`: what can be seen of one order and of each process, without a line for it in any service. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@atoll/pipeline'
import type { SpanRecord } from '@atoll/telemetry'
import { finding, type Probe, toCount, verdictOf } from '../probe.ts'
import { type OpenedStore, openStore, placeOrder, root, untilShipped } from '../store.ts'

/** Until files say what happened. Units: milliseconds. */
const settleMs = 3_000
/** Where the services of the store stand. */
const services = join(root, 'examples/store/services')
/** Words of whoever counts, traces or logs by hand. */
const telling = ['@atoll/telemetry', '@opentelemetry/', 'meter.', 'console.']

/** The measurement. */
export const sight: Probe = {
  name: 'sight',
  title: 'What can be seen of an order and of each process',
  async run() {
    await using store = await openStore()
    await untilShipped(store, await placeOrder(store))
    await systemClock.sleep(settleMs)
    const orderId = await placeOrder(store)
    await untilShipped(store, orderId)
    await systemClock.sleep(settleMs)
    const trace = await traceOf(store)
    const each = await looksOf(store)
    const lines = await tellingLines()
    const all = (of: 'isWell' | 'hasLog' | 'hasSpans') => each.filter((one) => one[of]).length
    const series = each.reduce((sum, { numbers }) => sum + numbers, 0)
    const columns = ['process', 'well', 'records', 'spans', 'numbers']
    const rows = each.map(({ name, isWell, hasLog, hasSpans, numbers }) => [
      name,
      ...[isWell, hasLog, hasSpans].map((has) => (has ? 'yes' : 'no')),
      toCount(numbers),
    ])
    const isWhole = [all('isWell'), all('hasLog'), all('hasSpans')].every(
      (count) => count === each.length,
    )
    const seen = `${trace.spans} spans of ${trace.services.length} services (${trace.services.join(', ')})`
    return {
      tables: [{ title: 'Each process of the store after two orders', columns, rows }],
      findings: [
        finding('distributed-tracing', 'The trace must pass through queues too.', {
          verdict: verdictOf(trace.consumers > 0 && trace.services.length > 4),
          says: `One order is one trace of ${seen}; ${trace.consumers} of them begin at a message. Without those it would end at ${trace.called.length} (${trace.called.join(', ')}).`,
        }),
        finding(
          'microservice-chassis',
          'Settings, logs, health, numbers and traces work from the first day.',
          {
            verdict: verdictOf(isWhole && lines === 0),
            says: `All of ${each.length} processes answer for their health, write records and spans, and show ${toCount(series)} numbers together; ${lines} lines of the services are about it.`,
          },
        ),
        finding('application-metrics', 'Code that counts stands among business code.', {
          verdict: lines === 0 ? 'when' : 'true',
          says: `${toCount(series)} numbers of calls, messages and processes come from the borders, and ${lines} lines of the services count; numbers of the business itself would be lines of theirs.`,
        }),
      ],
    }
  },
}

async function spansIn({ system }: OpenedStore): Promise<readonly SpanRecord[]> {
  const names = (await readdir(system.logs)).filter((name) => name.endsWith('.spans.ndjson'))
  const texts = await Promise.all(names.map((name) => readFile(join(system.logs, name), 'utf8')))
  // Each line is a span as telemetry writes it.
  return texts.flatMap((text) =>
    text
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as SpanRecord),
  )
}

/** The trace of the last order that came in. */
async function traceOf(store: OpenedStore) {
  const spans = await spansIn(store)
  const orders = spans.filter(({ service, name }) => service === 'web' && name === 'orders.place')
  const last = orders.toSorted((one, other) => one.startMs - other.startMs).at(-1)
  if (last === undefined) throw new Error('no span of an order was found')
  const own = spans.filter(({ trace }) => trace === last.trace)
  const consumers = own.filter(({ kind }) => kind === 'consumer')
  const behind = new Set(consumers.map(({ span }) => span))
  for (const each of own.toSorted((one, other) => one.startMs - other.startMs))
    if (each.parent !== null && behind.has(each.parent)) behind.add(each.span)
  const servicesOf = (list: readonly SpanRecord[]) =>
    [...new Set(list.map(({ service }) => service))].toSorted()
  return {
    spans: own.length,
    consumers: consumers.length,
    services: servicesOf(own),
    called: servicesOf(own.filter(({ span }) => !behind.has(span))),
  }
}

async function looksOf({ system }: OpenedStore) {
  const sizes = async (name: string) => (await readFile(join(system.logs, name), 'utf8')).length
  return Promise.all(
    system.processes().map(async ({ name, management }) => {
      const [health, numbers] = await Promise.all(
        ['/actuator/health', '/actuator/prometheus'].map((path) => fetch(`${management}${path}`)),
      )
      const text = (await numbers?.text()) ?? ''
      return {
        name,
        isWell: health?.status === 200,
        hasLog: (await sizes(`${name}.ndjson`)) > 0,
        hasSpans: (await sizes(`${name}.spans.ndjson`)) > 0,
        numbers: text.split('\n').filter((line) => /^[a-z]/.test(line)).length,
      }
    }),
  )
}

async function tellingLines(): Promise<number> {
  const names = await readdir(services, { recursive: true })
  const files = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const texts = await Promise.all(files.map((name) => readFile(join(services, name), 'utf8')))
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => telling.some((word) => line.includes(word))).length
}
