/** What the adapter looks like from outside: to a client that is not ours, and to one that means harm. */
import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import { test } from 'node:test'
import { anyone, command, contract, query, stream } from '@atoll/contract'
import {
  createContext,
  createIds,
  Fault,
  type Deliver,
  silentLog,
  systemClock,
} from '@atoll/pipeline'
import { z } from 'zod'
import { createHttpTransport, type HttpTransportSettings } from './index.ts'

const clock = systemClock
const ids = createIds(clock)

const orders = contract('orders', 1, {
  place: command({
    input: z.object({ sku: z.string() }),
    output: z.object({ orderId: z.string() }),
    allow: anyone,
    http: 'POST /orders 202',
  }),
  follow: query({
    input: z.object({ orderId: z.string(), after: z.int().optional() }),
    output: stream(z.object({ at: z.int() }), { resume: 'at' }),
    allow: anyone,
    http: 'GET /orders/{orderId}/events',
  }),
})

async function open(deliver: Deliver, settings: Partial<HttpTransportSettings> = {}) {
  const transport = createHttpTransport({ clock, ids, log: silentLog, ...settings })
  const listener = await transport.listen({ service: 'orders', contracts: [orders], deliver })
  return { listener, port: Number(new URL(listener.address).port) }
}

/** Sends bytes as they are and reads until the service closes the connection. */
async function send(port: number, text: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port })
  socket.on('error', () => socket.destroy())
  let all = ''
  socket.on('data', (piece) => {
    all += piece.toString()
  })
  socket.write(text)
  await new Promise((resolve) => socket.once('close', resolve))
  return all
}

const close = 'Host: localhost\r\nConnection: close\r\n'
const json = (body: string) =>
  `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

test('any client that speaks HTTP and JSON can call', async () => {
  await using both = (await open(async () => ({ orderId: 'o-1' }))).listener
  const port = Number(new URL(both.address).port)
  const answer = await send(port, `POST /orders HTTP/1.1\r\n${close}${json('{"sku":"a"}')}`)
  assert.match(answer, /^HTTP\/1\.1 202 Accepted\r\ncontent-type: application\/json\r\n/)
  assert.match(answer, /\{"orderId":"o-1"\}$/)
})

test('a browser resumes a stream by the id of the last event it saw', async () => {
  const inputs: unknown[] = []
  const { listener, port } = await open(async (message) => {
    inputs.push(message.kind === 'call' && message.input)
    return (async function* () {
      yield { at: 8 }
    })()
  })
  await using _ = listener
  const answer = await send(
    port,
    `GET /orders/o-1/events?after=2 HTTP/1.1\r\n${close}Last-Event-ID: 7\r\n\r\n`,
  )
  assert.deepEqual(inputs, [{ orderId: 'o-1', after: 7 }])
  assert.match(answer, /id: 8\ndata: \{"at":8\}\n\n/)
})

test('a deadline is kept by the service itself, whatever its caller does', async () => {
  const reasons: string[] = []
  const { listener, port } = await open(async ({ context }) => {
    context.cancellation.onCancel((reason) => reasons.push(reason.kind))
    return new Promise(() => {})
  })
  await using _ = listener
  const answer = await send(
    port,
    `POST /orders HTTP/1.1\r\n${close}X-Deadline-Ms: 50\r\n${json('{"sku":"a"}')}`,
  )
  assert.match(answer, /^HTTP\/1\.1 504 /)
  assert.match(answer, /"code":"deadline".*"executed":"unknown"/)
  assert.deepEqual(reasons, ['deadline'])
})

test('nothing that is refused reaches the service', async () => {
  let calls = 0
  const deliver = async () => {
    calls++
    return { orderId: 'o-1' }
  }
  const limits = { bodyBytesMax: 1_000, headersTimeoutMs: 200 }
  const { listener, port } = await open(deliver, { limits })
  await using _ = listener
  const smuggled = `POST /orders HTTP/1.1\r\nHost: localhost\r\n${json('{}')}`
  const attempts: Record<string, string> = {
    '413': `POST /orders HTTP/1.1\r\n${close}${json(JSON.stringify('x'.repeat(1_000)))}`,
    '408': 'POST /orders HTTP/1.1\r\nHost: localho',
    '415': `POST /orders HTTP/1.1\r\n${close}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}`,
    '400': `POST /orders HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
  }
  for (const [status, text] of Object.entries(attempts)) {
    const answer = await send(port, text)
    assert.ok(answer.startsWith(`HTTP/1.1 ${status} `), `${status}: ${answer}`)
    assert.match(answer, /content-type: application\/problem\+json/)
  }
  assert.equal(calls, 0)
})

test('a callee that dies at work is unavailable, and may have done it', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('data', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  await using caller = await createHttpTransport({ clock, ids, log: silentLog }).open()
  const call = {
    kind: 'call',
    operation: orders.place,
    input: { sku: 'a' },
    context: createContext(ids, { caller: 'test' }),
  } as const
  await assert.rejects(caller.deliver(call, `http://127.0.0.1:${address.port}`), (thrown) => {
    assert.ok(thrown instanceof Fault)
    assert.deepEqual([thrown.kind, thrown.executed], ['unavailable', 'unknown'])
    return true
  })
  await new Promise((resolve) => server.close(resolve))
})

test('a call whose time is over is not even sent', async () => {
  await using caller = await createHttpTransport({ clock, ids, log: silentLog }).open()
  const context = createContext(ids, { caller: 'test', deadlineAt: clock.monotonic() - 1 })
  const call = { kind: 'call', operation: orders.place, input: { sku: 'a' }, context } as const
  // Nobody listens there, so anything that was sent would be `unavailable`.
  await assert.rejects(caller.deliver(call, 'http://127.0.0.1:1'), {
    kind: 'deadline',
    executed: 'no',
  })
})

test('a trace that comes as B3 goes on, and goes out as B3 too where that is set', async () => {
  const trace = '463ac35c9f6413ad48485a3953bb6124'
  const traces: string[] = []
  const { listener } = await open(async ({ context }) => {
    traces.push(context.trace.traceId)
    return { orderId: 'o-1' }
  })
  await using _ = listener
  const port = Number(new URL(listener.address).port)
  const head = `${close}X-B3-TraceId: ${trace}\r\nX-B3-SpanId: a2fb4a1d1a96d312\r\n`
  await send(port, `POST /orders HTTP/1.1\r\n${head}${json('{"sku":"a"}')}`)
  assert.deepEqual(traces, [trace])

  let seen = ''
  const foreign = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', (piece) => {
      seen += piece.toString()
      socket.end('HTTP/1.1 202 Accepted\r\nContent-Length: 17\r\n\r\n{"orderId":"o-1"}')
    })
  })
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
  const address = foreign.address()
  assert.ok(typeof address === 'object' && address !== null)
  const transport = createHttpTransport({ clock, ids, log: silentLog, b3: 'single' })
  await using caller = await transport.open()
  const context = createContext(ids, { caller: 'test' })
  const call = { kind: 'call', operation: orders.place, input: { sku: 'a' }, context } as const
  await caller.deliver(call, `http://127.0.0.1:${address.port}`)
  await new Promise((resolve) => foreign.close(resolve))
  const { traceId, spanId } = context.trace
  assert.match(seen, new RegExp(`^traceparent: 00-${traceId}-${spanId}-01\r$`, 'm'))
  assert.match(seen, new RegExp(`^b3: ${traceId}-${spanId}-1\r$`, 'm'))
})

test('callers are told the advertised host', async () => {
  const { listener, port } = await open(async () => null, { advertisedHost: 'orders.internal' })
  await using _ = listener
  assert.equal(listener.address, `http://orders.internal:${port}`)
})
