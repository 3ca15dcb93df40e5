/**
 * A callee that means harm, or was broken into: whatever it answers ends as a fault of the caller within its deadline
 * and within its memory; nothing is followed, believed beyond the contract, or taken for the answer to another call.
 */
import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { anyone, command, conflict, contract, query, stream } from '@atoll/contract'
import {
  createContext,
  createIds,
  Fault,
  isFault,
  type Reply,
  silentLog,
  systemClock,
} from '@atoll/pipeline'
import { z } from 'zod'
import { createHttpTransport } from './index.ts'

const clock = systemClock
const ids = createIds(clock)

const orders = contract('orders', 1, {
  place: command({
    input: z.object({ sku: z.string() }),
    output: z.object({ orderId: z.string().max(100) }),
    faults: { soldOut: conflict(z.object({ left: z.int() })) },
    allow: anyone,
    http: 'POST /orders',
  }),
  follow: query({
    input: z.object({ orderId: z.string() }),
    output: stream(z.object({ at: z.int() })),
    allow: anyone,
    http: 'GET /orders/{orderId}/events',
  }),
})

/** Units: bytes, milliseconds. */
const bodyBytesMax = 1_000_000
const timeMs = 1_500

interface Callee extends AsyncDisposable {
  readonly address: string
  readonly connections: () => number
  /** What left this side. Units: bytes. */
  readonly written: () => number
}

/** A server that does with each connection what the attack wants, once a request has come. */
async function openCallee(attack: (socket: Socket, request: string) => void): Promise<Callee> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (data) => attack(socket, data.toString('latin1')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    address: `http://127.0.0.1:${address.port}`,
    connections: () => [...sockets].filter((socket) => !socket.destroyed).length,
    written: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function openCaller() {
  return createHttpTransport({ clock, ids, log: silentLog, pool: { bodyBytesMax } }).open()
}

type Caller = Awaited<ReturnType<typeof openCaller>>

async function ask(caller: Caller, address: string, sku = 'a'): Promise<Reply> {
  const context = createContext(ids, { caller: 'test', deadlineAt: clock.monotonic() + timeMs })
  return caller.deliver({ kind: 'call', operation: orders.place, input: { sku }, context }, address)
}

async function codeOf(asked: Promise<unknown>): Promise<string> {
  const thrown: unknown = await asked.then(
    (reply) => reply,
    (fault: unknown) => fault,
  )
  assert.ok(isFault(thrown) && thrown instanceof Fault, `answered ${JSON.stringify(thrown)}`)
  return thrown.code
}

const answer = (body: string | Buffer, head = '200 OK\r\ncontent-type: application/json') =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 ${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`),
    Buffer.from(body),
  ])
const problem = (fields: object) =>
  answer(JSON.stringify(fields), '409 Conflict\r\ncontent-type: application/problem+json')
const redirect = (to: string) => answer('', `302 Found\r\nlocation: ${to}`)

const answers: Readonly<Record<string, readonly [bytes: Buffer, code: string]>> = {
  'a value of another type': [answer('{"orderId":7}'), 'unreadable_reply'],
  nothing: [answer(''), 'unreadable_reply'],
  'a list': [answer('[]'), 'unreadable_reply'],
  'a page of HTML': [answer('<html>', '200 OK\r\ncontent-type: text/html'), 'unreadable_reply'],
  'JSON that breaks off': [answer('{"orderId":"o'), 'unreadable_reply'],
  'a name longer than the contract lets it be': [
    answer(JSON.stringify({ orderId: 'x'.repeat(101) })),
    'unreadable_reply',
  ],
  'a prototype': [answer('{"__proto__":{"orderId":"o-1"}}'), 'unreadable_reply'],
  'half a million lists in each other': [answer('['.repeat(500_000)), 'unreadable_reply'],
  'closed lists in each other': [
    answer(`{"orderId":${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
    'unreadable_reply',
  ],
  'compressed bytes that nobody asked for': [
    answer(
      gzipSync(Buffer.alloc(100_000_000, 32)),
      '200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip',
    ),
    'unreadable_reply',
  ],
  'more than may be read': [answer(Buffer.alloc(bodyBytesMax + 1, 32)), 'reply_too_large'],
  'a stream of events': [
    answer('data: {"orderId":"o-1"}\n\n', '200 OK\r\ncontent-type: text/event-stream'),
    'unreadable_reply',
  ],
  'a fault that the contract does not declare': [
    problem({ code: 'orders.free_money', kind: 'conflict', executed: 'no', detail: 'x' }),
    'orders.free_money',
  ],
  'a fault whose details are of another type': [
    problem({ code: 'orders.sold_out', kind: 'conflict', executed: 'no', details: { left: 'a' } }),
    'unreadable_fault',
  ],
  'a fault of another contract': [
    problem({ code: 'payments.declined', kind: 'conflict', executed: 'no', detail: 'x' }),
    'payments.declined',
  ],
  'a redirect to the metadata of a cloud': [redirect('http://169.254.169.254/latest'), 'http_302'],
  'a redirect to a file': [redirect('file:///etc/passwd'), 'http_302'],
  'two lengths': [
    Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}'),
    'connection_lost',
  ],
  'a length and chunks': [
    Buffer.from(
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ),
    'connection_lost',
  ],
  'a head of a megabyte': [
    Buffer.from(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(1_000_000)}\r\n\r\n{}`),
    'connection_lost',
  ],
  'an upgrade that nobody asked for': [
    Buffer.from('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    'connection_lost',
  ],
}

for (const [what, [bytes, code]] of Object.entries(answers))
  test(`attack: a callee that answers ${what} is not believed`, async () => {
    await using callee = await openCallee((socket) => socket.write(bytes))
    await using caller = await openCaller()
    const thrown: unknown = await ask(caller, callee.address).catch((fault: unknown) => fault)
    assert.ok(isFault(thrown) && thrown instanceof Fault, `answered ${JSON.stringify(thrown)}`)
    assert.equal(thrown.code, code)
    assert.ok(!thrown.declared, 'it is no answer that the contract gives')
  })

test('attack: ten thousand redirects are one answer', async () => {
  let asked = 0
  await using callee = await openCallee((socket) => {
    asked += 1
    socket.write(redirect(`/orders?n=${asked}`))
  })
  await using caller = await openCaller()
  assert.equal(await codeOf(ask(caller, callee.address)), 'http_302')
  assert.equal(asked, 1)
})

/** Writes for as long as somebody reads. */
function flood(socket: Socket, piece: Buffer): void {
  while (!socket.destroyed && socket.write(piece));
  if (!socket.destroyed) socket.once('drain', () => flood(socket, piece))
}

test('attack: of an answer of 100 MB no more is taken than fits, and its connection is closed', async () => {
  const whole = 100_000_000
  await using callee = await openCallee((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${whole}\r\n\r\n`)
    flood(socket, Buffer.alloc(65_536, 32))
  })
  await using caller = await openCaller()
  assert.equal(await codeOf(ask(caller, callee.address)), 'reply_too_large')
  assert.ok(callee.written() < whole / 4, `${callee.written()} bytes were taken`)
})

const endless: Readonly<Record<string, (socket: Socket) => void>> = {
  'a body that trickles for ever': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
    trickle(socket, '1\r\n \r\n')
  },
  'a head that trickles for ever': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    trickle(socket, 'x: y\r\n')
  },
  'announcements for ever': (socket) => trickle(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  'not a word': () => {},
}

function trickle(socket: Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 10)
  socket.once('close', () => clearInterval(timer))
}

for (const [what, attack] of Object.entries(endless))
  test(`attack: a callee that answers ${what} holds nobody beyond the deadline`, async () => {
    await using callee = await openCallee((socket) => attack(socket))
    await using caller = await openCaller()
    const code = await codeOf(ask(caller, callee.address))
    assert.ok(['deadline', 'connection_lost'].includes(code), code)
  })

test('attack: an answer that was sent ahead is not the answer to the next call', async () => {
  await using callee = await openCallee((socket, request) => {
    const sku = /"sku":"(\w+)"/.exec(request)?.[1] ?? ''
    const right = answer(JSON.stringify({ orderId: sku }))
    socket.write(sku === 'first' ? Buffer.concat([right, answer('{"orderId":"planted"}')]) : right)
  })
  await using caller = await openCaller()
  assert.deepEqual(await ask(caller, callee.address, 'first'), { orderId: 'first' })
  for (const sku of ['second', 'third']) {
    // A connection that speaks out of turn is closed; a call that was on it may fail, but is never answered wrongly.
    const reply = await ask(caller, callee.address, sku).catch((fault: unknown) =>
      Fault.from(fault),
    )
    if (!isFault(reply)) assert.deepEqual(reply, { orderId: sku })
  }
})

const streams: Readonly<Record<string, (socket: Socket) => void>> = {
  'one answer where a stream is declared': (socket) => socket.write(answer('{"at":1}')),
  'an item of another type': (socket) => socket.write(events('data: {"at":"one"}\n\n')),
  'an item that is no JSON': (socket) => socket.write(events('data: {\n\n')),
  'a single item without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ')
    flood(socket, Buffer.alloc(65_536, 32))
  },
  'a fault of another contract': (socket) =>
    socket.write(events('event: fault\ndata: {"code":"payments.declined","executed":"no"}\n\n')),
}

function events(text: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${text}`
}

for (const [what, attack] of Object.entries(streams))
  test(`attack: a stream with ${what} ends as a fault`, async () => {
    await using callee = await openCallee((socket) => attack(socket))
    await using caller = await openCaller()
    const context = createContext(ids, { caller: 'test', deadlineAt: clock.monotonic() + timeMs })
    const call = {
      kind: 'call',
      operation: orders.follow,
      input: { orderId: 'o' },
      context,
    } as const
    const read = async () => {
      const reply = await caller.deliver(call, callee.address)
      // The operation declares a stream.
      for await (const item of reply as AsyncIterable<unknown>) assert.fail(JSON.stringify(item))
    }
    await codeOf(read())
  })
