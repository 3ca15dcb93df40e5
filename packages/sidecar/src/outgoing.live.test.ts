/** Outgoing calls of a foreign process against plain HTTP servers: what passes, what is repeated, what is refused. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request as ask } from 'node:http'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { until } from '@atoll/testkit'
import { bodyOf, openSidecar, serve } from './testing.ts'

const problemOf = async (reply: Response) => {
  const problem: unknown = await reply.json()
  assert.ok(typeof problem === 'object' && problem !== null)
  return problem
}

test('a call by name reaches an instance with its path, headers and body; the answer comes back as it is', async (t) => {
  const { url, register } = await openSidecar(t)
  const { address } = await serve(t, async (request, response) => {
    const said = [request.method, request.url, request.headers['x-own'], await bodyOf(request)]
    response.writeHead(201, { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] })
    response.end(said.join(' '))
  })
  await register('orders', address)
  const reply = await fetch(`${url}/orders/a/b?c=d`, {
    method: 'POST',
    headers: { 'x-own': 'mine' },
    body: 'hello',
  })
  assert.equal(reply.status, 201)
  assert.equal(reply.headers.get('x-answer'), 'yes')
  assert.deepEqual(reply.headers.getSetCookie(), ['a=1', 'b=2'])
  assert.equal(await reply.text(), 'POST /a/b?c=d mine hello')
})

for (const method of ['GET', 'HEAD'])
  test(`bytes above 127 in a header of an answer to ${method} pass as they are, with the head and before the body`, async (t) => {
    const { url, register } = await openSidecar(t)
    const go = Promise.withResolvers<void>()
    const callee = createServer((socket) => {
      socket.once('data', () => {
        socket.write(
          'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-name: \u00e9 \u00c3\u00a9\r\n\r\n',
          'latin1',
        )
        void go.promise.then(() => method === 'GET' && socket.end('ok'))
      })
    }).listen(0, '127.0.0.1')
    await once(callee, 'listening')
    t.after(() => callee.close())
    const place = callee.address()
    assert.ok(typeof place === 'object' && place !== null)
    await register('orders', `http://127.0.0.1:${place.port}`)
    const outgoing = ask(`${url}/orders/`, { method }).end()
    // The listener of an HTTP client is given its answer.
    const [reply] = (await once(outgoing, 'response')) as [IncomingMessage]
    assert.equal(reply.headers['x-name'], '\u00e9 \u00c3\u00a9')
    go.resolve()
    assert.equal(String(await bodyOf(reply)), method === 'GET' ? 'ok' : '')
  })

test('a trace goes on: a client span stands between the process and the callee; a deadline travels', async (t) => {
  const { url, register, ring } = await openSidecar(t, { b3: 'single' })
  let seen: NodeJS.Dict<string | string[]> = {}
  const { address } = await serve(t, ({ headers }, response) => {
    seen = headers
    response.end()
  })
  await register('orders', address)
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']
  const traceparent = `00-${traceId}-${spanId}-01`
  await fetch(`${url}/orders/`, { headers: { traceparent, 'x-deadline-ms': '5000' } })
  const [span] = ring.spans()
  assert.ok(span !== undefined)
  assert.equal(span.name, 'orders.get')
  assert.deepEqual([span.trace, span.parent], [traceId, spanId])
  assert.equal(seen['traceparent'], `00-${traceId}-${span.span}-01`)
  assert.equal(seen['b3'], `${traceId}-${span.span}-1`)
  const leftMs = Number(seen['x-deadline-ms'])
  assert.ok(leftMs > 3_000 && leftMs <= 5_000, `${leftMs}`)
})

const [aTrace, aSpan] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']
for (const [form, b3, headers] of [
  ['single', 'none', { b3: `${aTrace}-${aSpan}-1` }],
  ['several', 'none', { 'x-b3-traceid': aTrace, 'x-b3-spanid': aSpan, 'x-b3-sampled': '1' }],
  ['several, where one is set', 'single', { 'x-b3-traceid': aTrace, 'x-b3-spanid': aSpan }],
] as const)
  test(`what a process says in B3 is written anew: ${form}`, async (t) => {
    const { url, register, ring } = await openSidecar(t, { b3 })
    let seen: NodeJS.Dict<string | string[]> = {}
    const { address } = await serve(t, (request, response) => {
      seen = request.headers
      response.end()
    })
    await register('orders', address)
    const more = { traceparent: `00-${aTrace}-${aSpan}-01`, 'x-b3-parentspanid': 'c1'.repeat(8) }
    await fetch(`${url}/orders/`, { headers: { ...headers, ...more } })
    const own = ring.spans()[0]?.span
    const b3Seen = Object.entries(seen).filter(([name]) => /^(x-)?b3/.test(name))
    const wanted =
      'b3' in headers || b3 === 'single'
        ? { b3: `${aTrace}-${own}-1` }
        : { 'x-b3-traceid': aTrace, 'x-b3-spanid': own, 'x-b3-sampled': '1' }
    assert.deepEqual(Object.fromEntries(b3Seen), wanted)
    assert.equal(seen['traceparent'], `00-${aTrace}-${own}-01`)
  })

for (const bytes of [100, 100_000])
  test(`a caller who leaves within its body of ${bytes} bytes is no error of the sidecar`, async (t) => {
    const { url, register, errors, ring } = await openSidecar(t)
    const { address } = await serve(t, (request) => void request.resume())
    await register('orders', address)
    const headers = { 'content-length': bytes }
    const outgoing = ask(`${url}/orders/`, { method: 'POST', headers }).on('error', () => {})
    outgoing.write('part', () => outgoing.destroy())
    // Asked later on the same way, so that the end of the first has been heard.
    await until(() => bytes === 100 || ring.spans().length > 0)
    await fetch(`${url}/nobody/`, { headers: { 'x-deadline-ms': '100' } })
    assert.deepEqual(errors, [])
  })

test('headers of one connection stay behind, and those that a connection names', async (t) => {
  const { url, register } = await openSidecar(t)
  let seen: readonly string[] = []
  const { address } = await serve(t, ({ headers }, response) => {
    seen = Object.keys(headers)
    response.end()
  })
  await register('orders', address)
  const own = { connection: 'close, x-hop', 'x-hop': '1', te: 'trailers', 'x-kept': '1' }
  await new Promise((resolve) => ask(`${url}/orders/`, { headers: own }, resolve).end())
  assert.ok(seen.includes('x-kept'))
  for (const name of ['x-hop', 'te']) assert.ok(!seen.includes(name), name)
})

test('a request that may be repeated is asked elsewhere; one that may not is asked once', async (t) => {
  const { url, register } = await openSidecar(t)
  let failures = 0
  const sick = await serve(t, (_, response) => {
    failures += 1
    response.writeHead(503).end('sick')
  })
  await register('orders', sick.address)
  const got = await fetch(`${url}/orders/`)
  assert.deepEqual([got.status, await got.text(), failures], [503, 'sick', 3])
  const posted = await fetch(`${url}/orders/`, { method: 'POST', body: '1' })
  assert.deepEqual([posted.status, failures], [503, 4])
})

test('an instance whose address is none costs no call: another is asked', async (t) => {
  const { url, register } = await openSidecar(t)
  const { address } = await serve(t, (_, response) => response.end('well'))
  await register('orders', 'http://a b:80')
  const alone = await fetch(`${url}/orders/`, { method: 'POST' })
  assert.equal(alone.status, 503)
  assert.partialDeepStrictEqual(await problemOf(alone), { code: 'bad_address', executed: 'no' })
  await register('orders', address)
  for (let count = 0; count < 10; count += 1)
    assert.equal((await fetch(`${url}/orders/`, { method: 'POST' })).status, 200)
})

test('a GET with a body is refused, and told why', async (t) => {
  const { url } = await openSidecar(t)
  const outgoing = ask(`${url}/orders/`, { headers: { 'content-length': 2 } }).end('ab')
  // The listener of an HTTP client is given its answer.
  const [reply] = (await once(outgoing, 'response')) as [IncomingMessage]
  assert.equal(reply.statusCode, 400)
  assert.match(String(await bodyOf(reply)), /a GET or HEAD with a body is refused/)
})

test('a key makes a command repeatable', async (t) => {
  const { url, register } = await openSidecar(t)
  const keys: unknown[] = []
  const { address } = await serve(t, async (request, response) => {
    keys.push([request.headers['idempotency-key'], String(await bodyOf(request))])
    response.writeHead(keys.length < 2 ? 503 : 200).end()
  })
  await register('orders', address)
  const headers = { 'idempotency-key': 'a b' }
  const reply = await fetch(`${url}/orders/`, { method: 'POST', headers, body: 'twice' })
  assert.equal(reply.status, 200)
  assert.deepEqual(keys, [
    ['a b', 'twice'],
    ['a b', 'twice'],
  ])
})

test('what keeps failing is called no longer, and its neighbour is', async (t) => {
  const { url, register } = await openSidecar(t)
  let asked = 0
  const sick = await serve(t, (_, response) => {
    asked += 1
    response.writeHead(500).end()
  })
  const well = await serve(t, (_, response) => response.end('well'))
  await register('orders', sick.address)
  await register('catalog', well.address)
  for (let count = 0; count < 5; count += 1)
    await fetch(`${url}/orders/`, { method: count % 2 === 0 ? 'GET' : 'DELETE' })
  assert.equal(asked, 5)
  const reply = await fetch(`${url}/orders/`, { method: 'POST' })
  assert.equal(reply.status, 503)
  assert.partialDeepStrictEqual(await problemOf(reply), { code: 'circuit_open', executed: 'no' })
  assert.equal(asked, 5)
  assert.equal(await (await fetch(`${url}/catalog/`)).text(), 'well')
})

test('thresholds hold for the circuit of a callee', async (t) => {
  const { url, register } = await openSidecar(t, {
    thresholds: { of: { orders: { failuresInRow: 2 } } },
  })
  let asked = 0
  const sick = await serve(t, (_, response) => {
    asked += 1
    response.writeHead(500).end()
  })
  for (const service of ['orders', 'catalog']) await register(service, sick.address)
  for (let count = 0; count < 4; count += 1) await fetch(`${url}/orders/`)
  assert.equal(asked, 2)
  for (let count = 0; count < 4; count += 1) await fetch(`${url}/catalog/`)
  assert.equal(asked, 6)
})

test('a service that nobody has is said to be missing when the deadline comes; one that hangs is given up', async (t) => {
  const { url, register } = await openSidecar(t)
  const { address } = await serve(t, () => {})
  await register('slow', address)
  for (const [service, status, code] of [
    ['nobody', 503, 'no_instance'],
    ['slow', 504, 'deadline'],
  ] as const) {
    const reply = await fetch(`${url}/${service}/`, { headers: { 'x-deadline-ms': '300' } })
    assert.equal(reply.status, status)
    assert.partialDeepStrictEqual(await problemOf(reply), { code })
  }
})

test('bodies pass as they come, both ways: nothing waits for the end', async (t) => {
  const { url, register } = await openSidecar(t)
  const { address } = await serve(t, (request, response) => void request.pipe(response))
  await register('orders', address)
  const pieces: string[] = []
  const echoed = Promise.withResolvers<void>()
  const outgoing = ask(`${url}/orders/`, { method: 'POST' }, (incoming) => {
    incoming.on('data', (piece: Buffer) => {
      pieces.push(String(piece))
      if (pieces.length === 1) outgoing.end('two')
    })
    incoming.on('end', () => echoed.resolve())
  })
  outgoing.write('one')
  await echoed.promise
  assert.deepEqual(pieces, ['one', 'two'])
})

test('megabytes pass whole', async (t) => {
  const { url, register } = await openSidecar(t)
  const { address } = await serve(t, (request, response) => void request.pipe(response))
  await register('orders', address)
  const body = Buffer.alloc(8_000_000, 'x')
  const reply = await fetch(`${url}/orders/`, { method: 'POST', body })
  assert.ok(body.equals(Buffer.from(await reply.arrayBuffer())))
})

test('a body that is too long is refused, said or not; an answer that is too long breaks off', async (t) => {
  const { url, register } = await openSidecar(t, { bodyBytesMax: 100_000 })
  const { address } = await serve(t, async (request, response) => {
    if (request.method === 'GET') response.end(Buffer.alloc(200_000))
    else response.end(String((await bodyOf(request).catch(() => '')).length))
  })
  await register('orders', address)
  const most = Buffer.alloc(100_000)
  const taken = await fetch(`${url}/orders/`, { method: 'POST', body: most })
  assert.equal(await taken.text(), '100000')
  const said = await fetch(`${url}/orders/`, { method: 'POST', body: Buffer.alloc(100_001) })
  assert.equal(said.status, 413)
  const unsaid = await new Promise((resolve, reject) => {
    const outgoing = ask(`${url}/orders/`, { method: 'POST' }, ({ statusCode }) => {
      resolve(statusCode)
      outgoing.destroy()
    })
    outgoing.on('error', reject)
    for (let count = 0; count < 3; count += 1) outgoing.write(Buffer.alloc(50_000))
  })
  assert.equal(unsaid, 413)
  const got = await fetch(`${url}/orders/`)
  await assert.rejects(got.arrayBuffer())
})

test('whoever goes away ends the work of the callee', async (t) => {
  const { url, register } = await openSidecar(t)
  const [begun, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const { address } = await serve(t, (request) => {
    begun.resolve()
    request.socket.once('close', () => left.resolve())
  })
  await register('orders', address)
  const leaving = new AbortController()
  const asked = fetch(`${url}/orders/`, { signal: leaving.signal }).catch(() => {})
  await begun.promise
  leaving.abort()
  await asked
  await left.promise
})

test('stopping finishes what is under way and takes nothing new', async (t) => {
  const { url, register, outgoing } = await openSidecar(t)
  const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const { address } = await serve(t, (_, response) => {
    begun.resolve()
    void go.promise.then(() => response.end('done'))
  })
  await register('orders', address)
  const asked = fetch(`${url}/orders/`)
  await begun.promise
  const stopped = outgoing.stop(10_000)
  await until(() =>
    fetch(`${url}/orders/`).then(
      () => false,
      () => true,
    ),
  )
  go.resolve()
  assert.equal(await (await asked).text(), 'done')
  await stopped
})

for (const [what, path, headers, status] of [
  ['no service', '/', {}, 404],
  ['a name that is none', '/..;/x', {}, 400],
  ['a path with a trick', '/orders/%2e%2e/x', {}, 400],
  ['a page of another site', '/orders/', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a name that was made to lead here', '/orders/', { host: 'evil.example' }, 421],
] as const)
  test(`attack: ${what} is refused with ${status}`, async (t) => {
    const { url, register } = await openSidecar(t)
    let asked = 0
    const { address } = await serve(t, (_, response) => {
      asked += 1
      response.end()
    })
    await register('orders', address)
    const { hostname, port } = new URL(url)
    const answered = await new Promise((resolve) =>
      ask({ hostname, port, path, headers }, ({ statusCode }) => resolve(statusCode)).end(),
    )
    assert.deepEqual([answered, asked], [status, 0])
  })
