import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { systemClock } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createBreaker } from './breaker.ts'
import { createHystrixStream } from './hystrix-stream.ts'
import { hystrixEvents } from './hystrix.ts'
import { watch } from './testing.ts'

/** What hystrixCommand.js of the dashboard throws an event away for. */
const wanted = [
  'type',
  'name',
  'group',
  'currentTime',
  'isCircuitBreakerOpen',
  'errorPercentage',
  'errorCount',
  'requestCount',
  ...[
    'CollapsedRequests',
    'ExceptionsThrown',
    'Failure',
    'FallbackFailure',
    'FallbackRejection',
    'FallbackSuccess',
    'ResponsesFromCache',
    'SemaphoreRejected',
    'ShortCircuited',
    'Success',
    'ThreadPoolRejected',
    'Timeout',
    'BadRequests',
  ].map((name) => `rollingCount${name}`),
  'currentConcurrentExecutionCount',
  'latencyExecute_mean',
  'latencyExecute',
  'latencyTotal_mean',
  'latencyTotal',
  ...[
    'circuitBreakerRequestVolumeThreshold',
    'circuitBreakerSleepWindowInMilliseconds',
    'circuitBreakerErrorThresholdPercentage',
    'circuitBreakerForceOpen',
    'circuitBreakerForceClosed',
    'executionIsolationStrategy',
    'executionIsolationThreadTimeoutInMilliseconds',
    'executionIsolationThreadInterruptOnTimeout',
    'executionIsolationSemaphoreMaxConcurrentRequests',
    'fallbackIsolationSemaphoreMaxConcurrentRequests',
    'requestCacheEnabled',
    'requestLogEnabled',
    'metricsRollingStatisticalWindowInMilliseconds',
  ].map((name) => `propertyValue_${name}`),
  'reportingHosts',
]

type Event = Readonly<Record<string, unknown>>

async function circuits() {
  const clock = createSimulatedClock()
  const breaker = createBreaker({ clock, thresholds: { of: { billing: { failuresInRow: 3 } } } })
  const run = (name: string, work: () => unknown) => watch(breaker.run(name, work))
  await run('billing.total', () => 5)
  for (let each = 0; each < 3; each += 1)
    await run('billing.total', () => Promise.reject(new Error('down')))
  await run('billing.total', () => 5)
  const events = () =>
    hystrixEvents([{ name: 'orders', breaker }], 1_700).map((text) => JSON.parse(text) as Event)
  return { clock, breaker, run, events }
}

test('a circuit has every field that the dashboard wants', async () => {
  const { events } = await circuits()
  const [command] = events()
  assert.ok(command !== undefined)
  assert.deepEqual(
    wanted.filter((name) => !(name in command)),
    [],
  )
  for (const latencies of ['latencyExecute', 'latencyTotal'])
    assert.deepEqual(Object.keys(command[latencies] as Event).toSorted(), [
      '0',
      '100',
      '25',
      '50',
      '75',
      '90',
      '95',
      '99',
      '99.5',
    ])
})

test('it says what happened: one went well, three failed, one was not sent', async () => {
  const { events } = await circuits()
  const [command] = events()
  const said = (name: string) => command?.[name]
  assert.deepEqual(
    [said('type'), said('name'), said('group'), said('currentTime')],
    ['HystrixCommand', 'billing.total', 'billing', 1_700],
  )
  assert.deepEqual(
    ['Success', 'Failure', 'ShortCircuited'].map((name) => said(`rollingCount${name}`)),
    [1, 3, 1],
  )
  assert.deepEqual(
    [said('isCircuitBreakerOpen'), said('requestCount'), said('errorPercentage')],
    [true, 5, 80],
  )
})

test('what is under way to a callee stands as its pool, over all operations', async () => {
  const { run, events, breaker } = await circuits()
  breaker.thresholds.change({ of: { catalog: { underWayMax: 7 } } })
  for (const name of ['catalog.search', 'catalog.search', 'catalog.priceOf'])
    await run(name, () => new Promise(() => {}))
  const pool = events().find(({ type, name }) => type === 'HystrixThreadPool' && name === 'catalog')
  assert.deepEqual([pool?.['currentActiveCount'], pool?.['currentMaximumPoolSize']], [3, 7])
})

test('a stream pings where nothing was called yet, tells circuits, and has only so many readers', async () => {
  const breaker = createBreaker()
  const sources = () => [{ name: 'orders', breaker }]
  const stream = createHystrixStream({ sources, clock: systemClock, readersMax: 2 })
  const server = createServer((request, response) => stream.handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const read = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port: address.port, agent: false }, resolve).on('error', reject)
    })
  try {
    const [one, two] = [await read(), await read()]
    assert.equal(one.headers['content-type'], 'text/event-stream;charset=UTF-8')
    const [first] = (await once(one, 'data')) as [Buffer]
    assert.equal(first.toString(), 'ping: \n\n')
    const refused = await read()
    assert.equal(refused.statusCode, 503)
    refused.resume()
    await breaker.run('billing', () => 5)
    const [second] = (await once(two, 'data')) as [Buffer]
    const [told] = (await once(two, 'data')) as [Buffer]
    assert.equal(second.toString(), 'ping: \n\n')
    assert.match(told.toString(), /^data: \{"type":"HystrixCommand","name":"billing",.*\}\n\n/)
    one.destroy()
    two.destroy()
    await once(two, 'close')
    const next = await untilOpen(read)
    assert.equal(next.statusCode, 200)
    next.destroy()
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('a reader who left before it was served takes no place', async () => {
  const stream = createHystrixStream({ sources: () => [], readersMax: 1 })
  const served = Promise.withResolvers<void>()
  // What stands before the stream takes its time, such as a check of who asks.
  const server = createServer((request, response) => {
    if (request.url !== '/leaves') return stream.handle(request, response)
    response.once('close', () => {
      stream.handle(request, response)
      served.resolve()
    })
    request.socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo
  try {
    get({ host: '127.0.0.1', port, path: '/leaves' }).on('error', () => {})
    await served.promise
    const reply = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, agent: false }, resolve).on('error', reject)
    })
    assert.equal(reply.statusCode, 200)
    reply.destroy()
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

/** A reader that left is noticed when its connection has ended. */
async function untilOpen(read: () => Promise<IncomingMessage>): Promise<IncomingMessage> {
  for (let each = 0; each < 100; each += 1) {
    const reply = await read()
    if (reply.statusCode === 200) return reply
    reply.resume()
  }
  throw new Error('the readers that left are still counted')
}
