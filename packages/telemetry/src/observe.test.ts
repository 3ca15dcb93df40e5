import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, command, conflict, contract, event } from '@atoll/contract'
import {
  type Call,
  type Context,
  createClients,
  createContext,
  type Deliver,
  encodeContext,
  Fault,
  type Notice,
} from '@atoll/pipeline'
import { createSeededIds, createSimulatedClock } from '@atoll/pipeline/simulated'
import { context as otel, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { z } from 'zod'
import type { Border } from './border.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { observe } from './observe.ts'
import { createSpanRing } from './span-ring.ts'
import { createTelemetry } from './telemetry.ts'

const orders = contract(
  'orders',
  1,
  {
    place: command({
      input: z.object({ cart: z.string() }),
      output: z.object({ orderId: z.string() }),
      faults: { refused: conflict(z.object({})) },
      allow: anyone,
    }),
    placed: event({ data: z.object({ orderId: z.string() }), key: 'orderId', says: 'placed' }),
  },
  { correlate: ['orderId', 'cart'] },
)
/** Where a peer stands. */
const sent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true }
const correlate = () => orders.$contract.correlate

function setUp(service = 'orders', metrics = createMetrics()) {
  const clock = createSimulatedClock()
  const ids = createSeededIds(service.length, clock)
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const ring = createSpanRing()
  const telemetry = createTelemetry({
    service,
    instance: `${service}-1`,
    version: '1.0.0',
    log: createLog({
      service,
      instance: `${service}-1`,
      version: '1.0.0',
      level: 'debug',
      destination,
      clock,
    }),
    spans: [ring],
    metrics,
    clock,
    ids,
  })
  const records = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  const callOf = (parts: Partial<Context> = {}, input: unknown = { cart: 'c-1' }): Call => ({
    kind: 'call',
    operation: orders.place,
    input,
    context: createContext(ids, { caller: 'web', ...parts }),
  })
  const through = (border: Border, hop: Deliver) => observe(border, telemetry, { correlate })(hop)
  return { clock, ids, ring, telemetry, records, lines, callOf, through, metrics }
}

test('a call makes one span, one record and one count, joined by the same ids', async () => {
  const { clock, ring, telemetry, records, callOf, through } = setUp()
  const call = callOf({ trace: sent })
  let inner: Context | null = null
  const deliver = through('server-in', async ({ context }) => {
    inner = context
    await clock.advance(12.5)
    return { orderId: 'o-1' }
  })
  assert.deepEqual(await deliver(call), { orderId: 'o-1' })
  const [span] = ring.spans()
  assert.equal(ring.spans().length, 1)
  assert.equal(span?.trace, call.context.trace.traceId)
  assert.equal(span.parent, call.context.trace.spanId)
  assert.deepEqual(
    [span.name, span.kind, span.service, span.startMs, span.durationMs, span.error],
    ['orders.place', 'server', 'orders', Date.UTC(2026, 0, 1), 12.5, null],
  )
  assert.equal(span.attributes['rpc.method'], 'orders/place')
  assert.deepEqual([span.attributes['cart'], span.attributes['orderId']], ['c-1', 'o-1'])
  // What goes on from here names this span, and the ids of the story.
  const onward = inner as Context | null
  assert.deepEqual(onward?.trace, { traceId: span.trace, spanId: span.span, sampled: true })
  assert.deepEqual(onward.correlation, { cart: 'c-1' })
  assert.deepEqual(records(), [
    {
      level: 'info',
      time: '2026-01-01T00:00:00.012Z',
      service: 'orders',
      instance: 'orders-1',
      version: '1.0.0',
      cart: 'c-1',
      orderId: 'o-1',
      trace: span.trace,
      span: span.span,
      border: 'server-in',
      operation: 'orders.place',
      caller: 'web',
      outcome: 'ok',
      code: null,
      durationMs: 12.5,
      msg: 'orders.place ok',
    },
  ])
  const text = await telemetry.metricsText()
  const labels = 'service="orders",border="server-in",operation="orders.place",outcome="ok"'
  assert.ok(text.includes(`atoll_border_messages_total{${labels}} 1`), text)
  assert.ok(text.includes(`atoll_border_duration_seconds_bucket{${labels},le="0.025"} 1`), text)
  assert.ok(text.includes(`atoll_border_duration_seconds_bucket{${labels},le="0.01"} 0`), text)
})

test('a fallback that was needed is counted, and said on the span of whoever asked', async () => {
  const { ring, callOf, through, telemetry } = setUp()
  const down = new Fault({ kind: 'unavailable', code: 'down', message: 'Down.' })
  const catalog = contract('catalog', 1, {
    priceOf: command({ input: z.object({}), output: z.string(), allow: anyone }),
  })
  let isDown = false
  const out = through(
    'client-out',
    through('server-in', async () => {
      if (isDown) throw down
      return 'ten'
    }),
  )
  const clients = createClients(catalog, out, telemetry.clock)
  const work = through('server-in', async ({ context }) =>
    clients(context).priceOf({}, { fallback: () => 'unknown' }),
  )
  assert.equal(await work(callOf()), 'ten')
  isDown = true
  assert.equal(await work(callOf()), 'unknown')
  const own = ring.spans().filter(({ name }) => name === 'orders.place')
  assert.deepEqual(
    own.map(({ attributes }) => attributes['fallback']),
    [undefined, 'catalog.priceOf'],
  )
  const labels = 'service="orders",operation="catalog.priceOf",code="down",outcome="ok"'
  const text = await telemetry.metricsText()
  assert.ok(text.includes(`atoll_fallbacks_total{${labels}} 1`), text)
})

test('borders chain: the outgoing span is the parent of the incoming one', async () => {
  const { ring, callOf, through } = setUp()
  const deliver = through(
    'client-out',
    through('server-in', async () => ({})),
  )
  await deliver(callOf())
  const [server, client] = ring.spans()
  assert.deepEqual([client?.kind, server?.kind], ['client', 'server'])
  assert.equal(server?.parent, client?.span)
})

test('an event is observed as one, and joined to the story by its data', async () => {
  const { ring, records, callOf, through } = setUp()
  const notice: Notice = {
    kind: 'event',
    event: orders.placed,
    id: 'n-1',
    key: 'o-1',
    data: { orderId: 'o-1' },
    at: 0,
    attestation: null,
    context: callOf().context,
  }
  await through('consumer-in', async () => undefined)(notice)
  assert.equal(ring.spans()[0]?.kind, 'consumer')
  assert.equal(ring.spans()[0]?.attributes['messaging.message.id'], 'n-1')
  assert.equal(records()[0]?.['orderId'], 'o-1')
})

test('a message that is not sampled makes no span, is passed on as it is, and is counted', async () => {
  const { ids, ring, telemetry, records, callOf, through } = setUp()
  const trace = { traceId: ids.hex(16), spanId: ids.hex(8), sampled: false }
  const call = callOf({ trace }, {})
  let inner: unknown = null
  await through('server-in', async (message) => void (inner = message))(call)
  assert.equal(inner, call)
  assert.equal(ring.spans().length, 0)
  assert.equal(records()[0]?.['trace'], trace.traceId)
  assert.match(await telemetry.metricsText(), /atoll_border_messages_total\{[^}]*\} 1/)
})

test('a declared fault is an outcome but no error', async () => {
  const { ring, records, callOf, through } = setUp()
  const fault = new Fault({ kind: 'conflict', code: 'refused', message: 'No.', declared: true })
  assert.equal(await through('server-in', async () => fault)(callOf()), fault)
  assert.equal(ring.spans()[0]?.error, null)
  const [record] = records()
  assert.deepEqual(
    [record?.['level'], record?.['outcome'], record?.['code']],
    ['info', 'conflict', 'refused'],
  )
})

test('an unexpected failure is an error, told with its stack once per process', async () => {
  const { ring, records, lines, callOf, through } = setUp()
  const deliver = through(
    'client-out',
    through('server-in', async () => assert.fail('a bug')),
  )
  await assert.rejects(deliver(callOf()), { kind: 'internal' })
  const [server, client] = records()
  assert.deepEqual([server?.['level'], client?.['level']], ['error', 'warn'])
  assert.equal(lines.filter((line) => line.includes('observe.test.ts')).length, 1)
  assert.ok(ring.spans().every(({ error }) => error !== null))
})

test('levels: outgoing borders whisper, refusals of a caller are no warning, trouble is', async () => {
  const { records, callOf, through } = setUp()
  const fail =
    (kind: Fault['kind']): Deliver =>
    async () => {
      throw new Fault({ kind, code: kind, message: kind })
    }
  await through('client-out', async () => 'ok')(callOf())
  await assert.rejects(through('server-in', fail('invalid'))(callOf()))
  await assert.rejects(through('server-in', fail('unavailable'))(callOf()))
  assert.deepEqual(
    records().map((record) => record['level']),
    ['debug', 'info', 'warn'],
  )
})

test('inputs, data and credentials are in no span and no record', async () => {
  const { ring, lines, callOf, through } = setUp()
  const call = callOf({ credential: 'hunter2' }, { cart: 'c-1', card: 'hunter2', note: 'hunter2' })
  await through('server-in', async () => ({ orderId: 'o-1', secretThing: 'hunter2' }))(call)
  assert.ok(!JSON.stringify([ring.spans(), lines]).includes('hunter2'))
})

test('only what looks like an id is taken for one, so that it can always be passed on', async () => {
  const { clock, callOf, through } = setUp()
  const hostile = ['\ud800', 'a\r\nb', 'x'.repeat(65), '', {}, null, 1.5]
  for (const cart of hostile) {
    await through('server-in', async ({ context }) => {
      assert.deepEqual(context.correlation, {})
      encodeContext(context, clock)
    })(callOf({}, { cart }))
  }
  await through('server-in', async ({ context }) => {
    assert.deepEqual(context.correlation, { cart: 'x'.repeat(64) })
  })(callOf({}, { cart: 'x'.repeat(64) }))
})

test('a library’s span hangs below the hop under way, also after an await, and in its service', async () => {
  const metrics = createMetrics()
  const a = setUp('orders', metrics)
  const b = setUp('payments', metrics)
  const library = trace.getTracer('library')
  const query = () => library.startActiveSpan('query', (span) => span.end())
  const pay = b.through('server-in', async () => {
    await new Promise(setImmediate)
    query()
  })
  await a.through('server-in', async ({ context }) => {
    await new Promise(setImmediate)
    query()
    await pay(b.callOf({ trace: context.trace }))
    query()
  })(a.callOf())
  const [server, ...queries] = a.ring.spans().toReversed()
  assert.deepEqual(
    queries.map(({ name, parent }) => [name, parent]),
    [
      ['query', server?.span],
      ['query', server?.span],
    ],
  )
  const [other, ...more] = b.ring.spans().toReversed()
  assert.deepEqual(
    more.map(({ name, parent, service }) => [name, parent, service]),
    [['query', other?.span, 'payments']],
  )
  assert.equal(other?.parent, server?.span)
})

test('a call made inside a library’s span hangs below that span', async () => {
  const { ring, callOf, through } = setUp()
  const send = through('client-out', async () => 'ok')
  const serve = through('server-in', ({ context }) =>
    trace.getTracer('library').startActiveSpan('work', async (span) => {
      await send(callOf({ trace: context.trace }))
      span.end()
    }),
  )
  await serve(callOf())
  const [client, work] = ring.spans()
  assert.deepEqual([client?.kind, work?.name, client?.parent], ['client', 'work', work?.span])
})

test('a message of another trace keeps its own, whatever is active here', async () => {
  const { ring, callOf, through } = setUp()
  const other = callOf({ trace: sent })
  await through('consumer-in', () => through('relay-out', async () => 'ok')(other))(callOf())
  assert.equal(ring.spans()[0]?.trace, other.context.trace.traceId)
  assert.equal(ring.spans()[0]?.parent, other.context.trace.spanId)
})

test('a trace that begins here begins with a span that nobody caused, under the id that is known already', async () => {
  const { ring, callOf, through } = setUp()
  const { context } = callOf()
  await through('server-in', () => through('client-out', async () => 'ok')(callOf({ ...context })))(
    callOf({ trace: context.trace }),
  )
  const [client, server] = ring.spans()
  assert.deepEqual([server?.trace, server?.parent], [context.trace.traceId, null])
  assert.deepEqual([client?.trace, client?.parent], [context.trace.traceId, server?.span])
  await through('server-in', async () => 'ok')(callOf())
  assert.notEqual(ring.spans().at(-1)?.trace, context.trace.traceId)
})

test('a span points at the trace of a stranger and sends nothing of it on', async () => {
  const { ring, callOf, through } = setUp()
  const { traceId, spanId } = sent
  const begun = callOf().context.trace
  let onward: Context | null = null
  await through('server-in', async ({ context }) => {
    onward = context
    return 'ok'
  })(callOf({ trace: { ...begun, linked: { traceId, spanId } } }))
  const [span] = ring.spans()
  assert.deepEqual(span?.links, [{ trace: traceId, span: spanId }])
  assert.deepEqual(onward?.['trace'], { traceId: begun.traceId, spanId: span.span, sampled: true })
})

test('outside a hop a library makes no span', () => {
  const span = otel.with(ROOT_CONTEXT, () => trace.getTracer('library').startSpan('idle'))
  assert.equal(span.isRecording(), false)
})

test('services of one process share one text in which each name stands once', async () => {
  const metrics = createMetrics()
  for (const service of ['orders', 'payments']) {
    const { callOf, through } = setUp(service, metrics)
    await through('server-in', async () => 'ok')(callOf())
  }
  const text = await metrics.text()
  assert.equal(text.match(/^# TYPE atoll_border_messages_total /gm)?.length, 1)
  assert.match(text, /atoll_border_messages_total\{service="orders"/)
  assert.match(text, /atoll_border_messages_total\{service="payments"/)
})
