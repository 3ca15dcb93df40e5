import assert from 'node:assert/strict'
import { createServer, type Server, type Socket } from 'node:net'
import { test } from 'node:test'
import { Cancellation, Fault, silentLog, systemClock } from '@atoll/pipeline'
import type { HttpRoute } from './exchange.ts'
import { openListener } from './listener.ts'
import { type HttpCall, type HttpPoolSettings, openHttpPool } from './pool.ts'
import { until } from './testing.ts'

const get: HttpCall = { method: 'GET', path: '/text', body: null }

function open(settings: Partial<HttpPoolSettings> = {}) {
  return openHttpPool({ clock: systemClock, ...settings })
}

function listen(handle: HttpRoute['handle']) {
  const route: HttpRoute = { method: 'GET', path: '/text', handle }
  return openListener({ port: 0, routes: [route], log: silentLog, clock: systemClock })
}

/** A server that does with each connection what a test wants. */
async function openBareServer(onSocket: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    onSocket(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function assertFails(call: Promise<unknown>, ...expected: readonly string[]) {
  await assert.rejects(call, (thrown: unknown) => {
    const fault = Fault.from(thrown)
    assert.deepEqual([fault.kind, fault.executed, fault.code].slice(0, expected.length), expected)
    return true
  })
}

test('an answer comes whole, over a connection that is kept', async () => {
  const ports = new Set<number>()
  await using server = await openBareServer((socket) => {
    ports.add(socket.remotePort ?? 0)
    socket.on('data', () =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx-a: b\r\n\r\nplain'),
    )
  })
  await using pool = open()
  for (let n = 0; n < 10; n++) {
    const reply = await pool.request(server.origin, get)
    assert.deepEqual(
      [reply.status, reply.headers['x-a'], reply.body.toString(), reply.events],
      [200, 'b', 'plain', null],
    )
  }
  // The next request may begin a moment before the last connection is free again.
  assert.ok(ports.size <= 2, `${ports.size} connections for 10 requests in turn`)
})

test('a redirect is an answer like any other', async () => {
  await using target = await listen(async () => ({
    status: 302,
    headers: { location: '/elsewhere' },
    body: null,
  }))
  await using pool = open()
  const reply = await pool.request(target.address, get)
  assert.deepEqual([reply.status, reply.headers['location']], [302, '/elsewhere'])
})

test('nobody there, or no address at all: executed no', async () => {
  const server = await openBareServer(() => {})
  await server[Symbol.asyncDispose]()
  await using pool = open()
  await assertFails(pool.request(server.origin, get), 'unavailable', 'no', 'unreachable')
  await assertFails(pool.request('nowhere', get), 'unavailable', 'no', 'bad_address')
})

for (const address of [
  'file:///etc/passwd',
  'unix:/run/docker.sock',
  'gopher://127.0.0.1:1',
  'data:text/plain,a',
  'javascript:1',
  'http://ada:secret@127.0.0.1:1',
  'http://secret@127.0.0.1:1',
  'http://127.0.0.1:1/path',
  'http://127.0.0.1:1/?q=secret',
  'http://127.0.0.1:1/#secret',
  'http://127.1:1',
  'http://2130706433:1',
  'http://0x7f000001:1',
  'http://127.0.0.1:1\r\nx: y',
  ' http://127.0.0.1:1',
  '//127.0.0.1:1',
])
  test(`attack: the address ${JSON.stringify(address)} is never called, nor told`, async () => {
    await using pool = open()
    const fault = Fault.from(await pool.request(address, get).catch((thrown: unknown) => thrown))
    assert.deepEqual([fault.code, fault.executed], ['bad_address', 'no'])
    assert.doesNotMatch(`${fault.message} ${JSON.stringify(fault.details)}`, /secret|passwd/)
  })

test('an address may name its usual port and be written in any letters', async () => {
  const server = await openBareServer(() => {})
  await server[Symbol.asyncDispose]()
  await using pool = open()
  // Nobody is there either; what matters is that somebody was looked for.
  const { port } = new URL(server.origin)
  for (const address of [`HTTP://LocalHost:${port}`, `${server.origin}/`])
    await assertFails(pool.request(address, get), 'unavailable', 'no', 'unreachable')
  const usual = pool.request('http://localhost:80', get, { timeoutMs: 500 })
  const code = await usual.then(
    () => 'answered',
    (thrown: unknown) => Fault.from(thrown).code,
  )
  assert.notEqual(code, 'bad_address')
})

test('attack: a stream of events where nobody waits for one keeps no connection', async () => {
  for (const status of ['200 OK', '500 Oops']) {
    let closed = 0
    await using server = await openBareServer((socket) => {
      socket.on('close', () => (closed += 1))
      socket.once('data', () => {
        socket.write(`HTTP/1.1 ${status}\r\ncontent-type: text/event-stream\r\n\r\n`)
        const beat = setInterval(() => socket.write(':\n\n'), 10)
        socket.once('close', () => clearInterval(beat))
      })
    })
    await using pool = open({ connectionsMax: 1 })
    await assertFails(pool.request(server.origin, get, { timeoutMs: 100 }), 'deadline', 'unknown')
    await until('the connection was closed', () => closed === 1)
  }
})

test('a connection that breaks after the request was written: executed unknown', async () => {
  await using silent = await openBareServer((socket) => socket.once('data', () => socket.destroy()))
  await using halfway = await openBareServer((socket) =>
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf', () => socket.destroy()),
    ),
  )
  await using nonsense = await openBareServer((socket) =>
    socket.once('data', () => socket.end('what?\r\n\r\n')),
  )
  await using pool = open()
  for (const server of [silent, halfway, nonsense])
    await assertFails(pool.request(server.origin, get), 'unavailable', 'unknown', 'connection_lost')
})

test('an answer that does not come in time: executed unknown', async () => {
  let closed = false
  await using server = await openBareServer((socket) => {
    socket.resume()
    socket.on('close', () => (closed = true))
  })
  await using pool = open()
  await assertFails(pool.request(server.origin, get, { timeoutMs: 50 }), 'deadline', 'unknown')
  await until('the connection was closed', () => closed)
  await assertFails(pool.request(server.origin, get, { timeoutMs: 0 }), 'deadline', 'no')
})

test('a request that never got a connection: executed no', async () => {
  let requests = 0
  await using server = await openBareServer((socket) => socket.on('data', () => requests++))
  await using pool = open({ connectionsMax: 1 })
  const first = assertFails(
    pool.request(server.origin, get, { timeoutMs: 300 }),
    'deadline',
    'unknown',
  )
  await until('the first was sent', () => requests === 1)
  await assertFails(pool.request(server.origin, get, { timeoutMs: 50 }), 'deadline', 'no')
  await first
  assert.equal(requests, 1)
})

test('a cancelled request closes its connection and throws the reason itself', async () => {
  let closed = false
  let requests = 0
  await using server = await openBareServer((socket) => {
    socket.on('data', () => requests++)
    socket.on('close', () => (closed = true))
  })
  await using pool = open()
  const cancellation = new Cancellation()
  const reason = new Fault({ kind: 'cancelled', code: 'changed_mind', message: 'Never mind.' })
  const call = pool.request(server.origin, get, { cancellation })
  call.catch(() => {})
  await until('the request was sent', () => requests === 1)
  cancellation.cancel(reason)
  await assert.rejects(call, (thrown) => thrown === reason)
  await until('the connection was closed', () => closed)
})

test('an answer at the limit passes and one byte more is refused', async () => {
  await using listener = await listen(async ({ query }) => ({
    status: 200,
    body: 'x'.repeat(Number(query.get('n'))),
  }))
  await using pool = open({ bodyBytesMax: 1_000 })
  const ask = (n: number) => pool.request(listener.address, { ...get, path: `/text?n=${n}` })
  assert.equal((await ask(1_000)).body.length, 1_000)
  await assertFails(ask(1_001), 'internal', 'unknown', 'reply_too_large')
})

test('more origins than are kept close the longest unused one', async () => {
  let closed = 0
  const open1 = () =>
    openBareServer((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'))
      socket.on('close', () => closed++)
    })
  await using first = await open1()
  await using second = await open1()
  await using third = await open1()
  await using pool = open({ originsMax: 2 })
  await pool.request(first.origin, get)
  await pool.request(second.origin, get)
  assert.equal(closed, 0)
  await pool.request(third.origin, get)
  await until('one connection was closed', () => closed === 1)
  assert.equal((await pool.request(first.origin, get)).status, 200)
})

test('a stream of events that falls silent is broken', async () => {
  await using server = await openBareServer((socket) =>
    socket.once('data', () =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: one\n\n'),
    ),
  )
  await using pool = open({ silenceMsMax: 100 })
  const { events } = await pool.request(server.origin, get, { takesEvents: true })
  assert.ok(events !== null)
  const source = events[Symbol.asyncIterator]()
  assert.deepEqual((await source.next()).value, { data: 'one' })
  await assert.rejects(source.next(), { code: 'connection_lost', kind: 'unavailable' })
  assert.equal((await source.next()).done, true)
})

test('disposing the pool fails what is under way', async () => {
  let requests = 0
  await using server = await openBareServer((socket) => socket.on('data', () => requests++))
  const pool = open()
  const call = assertFails(pool.request(server.origin, get), 'unavailable', 'unknown')
  await until('the request was sent', () => requests === 1)
  await pool[Symbol.asyncDispose]()
  await call
})
