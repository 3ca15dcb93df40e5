import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Fault, type Fields, silentLog, systemClock } from '@atoll/pipeline'
import type { HttpRequest, HttpResponse, HttpRoute } from './exchange.ts'
import { type ListenerSettings, openListener } from './listener.ts'
import { fieldOf, head, openSocket, problemOf, readAll, sendRaw, until } from './testing.ts'

const limits = {
  bodyBytesMax: 1_000,
  headerBytesMax: 4_000,
  headerCountMax: 20,
  urlCharactersMax: 100,
  jsonDepthMax: 4,
  fieldCountMax: 3,
  headersTimeoutMs: 300,
  requestTimeoutMs: 600,
  connectionsMax: 100,
}

/** Answers with what arrived. */
async function mirror(request: HttpRequest): Promise<HttpResponse> {
  const { method, path, params, body, bodyBytes, query } = request
  const asked = [...new Set(query.keys())].map((name) => [name, query.getAll(name)])
  return { status: 200, body: { json: { method, path, params, query: asked, body, bodyBytes } } }
}

const routes: HttpRoute[] = [
  { method: 'GET', path: '/things/{id}', handle: mirror },
  { method: 'POST', path: '/things', handle: mirror },
  { method: 'PUT', path: '/things/{id}', handle: mirror },
  { method: 'POST', path: '/texts', reads: 'text', handle: mirror },
  { method: 'GET', path: '/text', handle: async () => ({ status: 200, body: 'plain' }) },
  { method: 'GET', path: '/nothing', handle: async () => ({ status: 204, body: null }) },
  {
    method: 'GET',
    path: '/cookies',
    handle: async () => ({ status: 200, headers: { 'set-cookie': ['a=1', 'b=2'] }, body: 'x' }),
  },
  {
    method: 'GET',
    path: '/typed',
    handle: async () => ({
      status: 200,
      headers: { 'content-type': 'application/hal+json' },
      body: { json: {} },
    }),
  },
  {
    method: 'GET',
    path: '/crash',
    handle: async () => {
      throw new Error('secret of the handler')
    },
  },
  {
    method: 'GET',
    path: '/circle',
    handle: async () => {
      const circle: { self?: unknown } = {}
      circle.self = circle
      return { status: 200, body: { json: circle } }
    },
  },
  {
    method: 'GET',
    path: '/split',
    handle: async () => ({ status: 200, headers: { 'x-a': 'b\r\nx-c: d' }, body: 'x' }),
  },
  {
    method: 'GET',
    path: '/refused',
    handle: async () => {
      throw new Fault({ kind: 'unauthenticated', code: 'no_token', message: 'Sign in.' })
    },
  },
]

async function open(parts: Partial<ListenerSettings> = {}) {
  return openListener({ port: 0, routes, limits, log: silentLog, clock: systemClock, ...parts })
}

function post(body: string, ...headers: readonly string[]): string {
  const lines = headers.length === 0 ? ['Content-Type: application/json'] : headers
  return head('POST /things', ...lines, `Content-Length: ${Buffer.byteLength(body)}`) + body
}

describe('answers', () => {
  test('a request reaches its route with path, query and body decoded', async () => {
    await using listener = await open()
    const put = head(
      'PUT /things/a%20b?x=1&y=%C3%BC&x=2',
      'Content-Type: application/json; charset=utf-8',
      'Content-Length: 9',
    )
    const answer = await sendRaw(listener.port, `${put}{"a":[1]}`)
    assert.equal(answer.status, 200)
    assert.deepEqual(JSON.parse(Buffer.from(answer.body, 'latin1').toString()), {
      method: 'PUT',
      path: '/things/a%20b',
      params: { id: 'a b' },
      query: [
        ['x', ['1', '2']],
        ['y', ['ü']],
      ],
      body: { a: [1] },
      bodyBytes: 9,
    })
  })

  test('a form reaches its route as a record', async () => {
    await using listener = await open()
    const answer = await sendRaw(
      listener.port,
      post('a=1&b=x+y', 'Content-Type: application/x-www-form-urlencoded'),
    )
    assert.deepEqual(fieldOf(answer, 'body'), { a: '1', b: 'x y' })
  })

  test('a route that reads text gets every body as the text it is, and no other route does', async () => {
    await using listener = await open()
    const sends = async (path: string, body: string, ...headers: readonly string[]) => {
      const text = post(body, ...headers).replace('/things', path)
      return sendRaw(listener.port, text)
    }
    for (const type of ['application/xml', 'application/json; charset=utf-8', 'text/x-odd']) {
      const answer = await sends('/texts', '<a>{"a":</a>', `Content-Type: ${type}`)
      assert.equal(fieldOf(answer, 'body'), '<a>{"a":</a>', type)
    }
    const untyped = await sends('/texts', 'x', 'X-Odd: 1')
    assert.equal(fieldOf(untyped, 'body'), 'x')
    const none = await sends('/texts', '', 'Content-Type: application/xml')
    assert.equal(fieldOf(none, 'body'), null)
    const other = await sends('/things', '<a/>', 'Content-Type: application/xml')
    assert.equal(problemOf(other).code, 'media_type_unsupported')
    const json = await sends('/things', '{"a":1}', 'Content-Type: application/json')
    assert.deepEqual(fieldOf(json, 'body'), { a: 1 })
  })

  test('text in another charset, too long, or no UTF-8 is refused', async () => {
    await using listener = await open()
    const codeOf = async (text: string) =>
      problemOf(await sendRaw(listener.port, text.replace('/things', '/texts'))).code
    const latin = post('x', 'Content-Type: text/xml; charset=iso-8859-1')
    assert.equal(await codeOf(latin), 'media_type_unsupported')
    assert.equal(await codeOf(post('x'.repeat(1_001), 'Content-Type: a/b')), 'body_too_large')
    const odd = head('POST /texts', 'Content-Type: text/plain', 'Content-Length: 1')
    assert.equal(await codeOf(`${odd}\xff`), 'text_malformed')
  })

  test('no body is null', async () => {
    await using listener = await open()
    const answer = await sendRaw(listener.port, head('POST /things', 'Content-Length: 0'))
    assert.deepEqual([fieldOf(answer, 'body'), fieldOf(answer, 'bodyBytes')], [null, 0])
  })

  test('HEAD answers like GET without a body, and OPTIONS names the methods', async () => {
    await using listener = await open()
    const asked = await sendRaw(listener.port, head('HEAD /text'))
    assert.equal(asked.status, 200)
    assert.match(asked.head, /content-length: 5/i)
    assert.equal(asked.body, '')
    const options = await sendRaw(listener.port, head('OPTIONS /things/1'))
    assert.equal(options.status, 204)
    assert.match(options.head, /allow: GET, PUT, HEAD, OPTIONS/i)
  })

  test('204 has neither body nor length, and a header may be repeated', async () => {
    await using listener = await open({ headers: { 'x-frame-options': 'DENY' } })
    const nothing = await sendRaw(listener.port, head('GET /nothing'))
    assert.equal(nothing.status, 204)
    assert.doesNotMatch(nothing.head, /content-length/i)
    assert.match(nothing.head, /x-frame-options: DENY/i)
    const cookies = await sendRaw(listener.port, head('GET /cookies'))
    assert.equal(cookies.head.match(/set-cookie/gi)?.length, 2)
    const missing = await sendRaw(listener.port, head('GET /missing'))
    assert.match(missing.head, /x-frame-options: DENY/i)
  })

  test('a response may name a type of its own for JSON', async () => {
    await using listener = await open()
    const answer = await sendRaw(listener.port, head('GET /typed'))
    assert.deepEqual(answer.head.match(/content-type: .*/gi), [
      'content-type: application/hal+json',
    ])
  })

  test('a connection is kept for the next request', async () => {
    await using listener = await open()
    const one = 'GET /text HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const answer = await sendRaw(listener.port, one + one + head('GET /text'))
    assert.equal(answer.body.match(/plain/g)?.length, 3)
  })
})

describe('failures', () => {
  test('a fault is a problem by its kind', async () => {
    await using listener = await open()
    const answer = await sendRaw(listener.port, head('GET /refused'))
    assert.deepEqual(problemOf(answer), { code: 'no_token', status: 401 })
    assert.match(answer.head, /www-authenticate: Bearer/i)
  })

  test('anything else is internal: recorded here, and nothing of it shown', async () => {
    const records: Fields[] = []
    const log = { ...silentLog, error: (fields: Fields) => void records.push(fields) }
    await using listener = await open({ log })
    const answer = await sendRaw(listener.port, head('GET /crash'))
    assert.deepEqual(problemOf(answer), { code: 'internal', status: 500 })
    assert.doesNotMatch(answer.body, /secret/)
    assert.match(String(records[0]?.['err']), /secret of the handler/)
  })

  test('what cannot be written is internal too', async () => {
    await using listener = await open()
    for (const path of ['/circle', '/split']) {
      const answer = await sendRaw(listener.port, head(`GET ${path}`))
      assert.deepEqual(problemOf(answer), { code: 'internal', status: 500 })
    }
  })

  test('an unknown path is 404 and a known one with another method 405', async () => {
    await using listener = await open()
    const broken = post('{', 'Content-Type: application/json').replace('/things', '/nowhere')
    for (const text of [head('GET /nowhere'), broken, head('GET /things'), head('GET /things/')]) {
      const answer = await sendRaw(listener.port, text)
      const isKnown = text.includes('GET /things ')
      const code = isKnown ? 'method_not_allowed' : 'no_such_route'
      assert.deepEqual(problemOf(answer), { code, status: isKnown ? 405 : 404 }, text)
      if (isKnown) assert.match(answer.head, /allow: POST, OPTIONS/i)
    }
  })

  test('a port that is taken is one clear sentence', async () => {
    await using first = await open()
    await assert.rejects(open({ port: first.port }), (thrown) => {
      assert.ok(thrown instanceof Fault)
      assert.deepEqual([thrown.kind, thrown.code], ['unavailable', 'cannot_listen'])
      assert.match(thrown.message, /^127\.0\.0\.1:\d+ is taken by another program; stop .+\.$/)
      return true
    })
    await assert.rejects(open({ host: '203.0.113.1' }), { message: /no address of this machine/ })
  })

  test('a route that is no route is refused at start', async () => {
    const odd: HttpRoute = { method: 'GET', path: '/a/{id}.json', handle: mirror }
    await assert.rejects(open({ routes: [odd] }), /'\{id\}\.json' is neither plain text/)
  })
})

describe('limits', () => {
  const refusals: Record<string, { text: string; code: string; status: number }> = {
    'JSON that is broken': { text: post('{"a":'), code: 'json_malformed', status: 400 },
    'a key that reaches a prototype': {
      text: post('{"__proto__":{"a":1}}'),
      code: 'key_refused',
      status: 400,
    },
    'JSON that is too deep': { text: post('[[[[[1]]]]]'), code: 'json_too_deep', status: 400 },
    'a form of too many fields': {
      text: post('a=1&a=2&a=3&a=4', 'Content-Type: application/x-www-form-urlencoded'),
      code: 'form_refused',
      status: 400,
    },
    'a query of too many parameters': {
      text: head('GET /things/1?a=1&a=2&a=3&a=4'),
      code: 'query_refused',
      status: 400,
    },
    'another media type': {
      text: post('<a/>', 'Content-Type: text/xml'),
      code: 'media_type_unsupported',
      status: 415,
    },
    'a body of several parts': {
      text: post('x', 'Content-Type: multipart/form-data; boundary=x'),
      code: 'media_type_unsupported',
      status: 415,
    },
    'a body without a media type': {
      text: `${head('POST /things', 'Content-Length: 2')}{}`,
      code: 'media_type_unsupported',
      status: 415,
    },
    'a body that is too large': {
      text: post(JSON.stringify('x'.repeat(999))),
      code: 'body_too_large',
      status: 413,
    },
    'a body that grows too large without saying its size': {
      text: `${head('POST /things', 'Content-Type: application/json', 'Transfer-Encoding: chunked')}3e9\r\n${'x'.repeat(1_001)}\r\n0\r\n\r\n`,
      code: 'body_too_large',
      status: 413,
    },
    'a target that is too long': {
      text: head(`GET /text?${'x'.repeat(95)}`),
      code: 'url_too_long',
      status: 414,
    },
    'headers that are too large': {
      text: head('GET /text', `X-Large: ${'x'.repeat(4_000)}`),
      code: 'headers_too_large',
      status: 431,
    },
    'too many headers': {
      text: head('GET /text', ...Array.from({ length: 19 }, (_, n) => `X-${n}: 1`)),
      code: 'headers_too_many',
      status: 431,
    },
    'thousands of headers': {
      text: head('GET /text', ...Array.from({ length: 900 }, () => 'a:')),
      code: 'headers_too_many',
      status: 431,
    },
    'no Host': {
      text: 'GET /text HTTP/1.1\r\nConnection: close\r\n\r\n',
      code: 'host_missing',
      status: 400,
    },
    'two Hosts': { text: head('GET /text', 'Host: other'), code: 'host_missing', status: 400 },
    'two credentials': {
      text: head('GET /text', 'Authorization: Bearer a', 'authorization: Bearer b'),
      code: 'header_repeated',
      status: 400,
    },
    'bytes that are no HTTP': { text: 'hello\r\n\r\n', code: 'request_malformed', status: 400 },
    'an encoded slash': { text: head('GET /things/a%2fb'), code: 'path_refused', status: 400 },
    'a path that climbs': {
      text: head('GET /things/../text'),
      code: 'path_refused',
      status: 400,
    },
    'an escape that is no UTF-8': {
      text: head('GET /things/%c0%af'),
      code: 'path_refused',
      status: 400,
    },
    'a foreign target': { text: head('GET http://other/text'), code: 'path_refused', status: 400 },
  }
  for (const [what, { text, code, status }] of Object.entries(refusals))
    test(`${what} is refused as ${code}`, async () => {
      await using listener = await open()
      assert.deepEqual(problemOf(await sendRaw(listener.port, text)), { code, status })
    })

  const atLimit: Record<string, string> = {
    'a body at its limit': post(JSON.stringify('x'.repeat(998))),
    'JSON at its depth': post('[[[[1]]]]'),
    'a form at its fields': post('a=1&a=2&a=3', 'Content-Type: application/x-www-form-urlencoded'),
    'a query at its parameters': head('GET /things/1?a=1&a=2&a=3'),
    'a target at its length': head(`GET /text?${'x'.repeat(94)}`),
    'headers at their count': head(
      'GET /text',
      ...Array.from({ length: 18 }, (_, n) => `X-${n}: 1`),
    ),
    'headers near their size': head('GET /text', `X-Large: ${'x'.repeat(3_800)}`),
  }
  for (const [what, text] of Object.entries(atLimit))
    test(`${what} passes`, async () => {
      await using listener = await open()
      assert.equal((await sendRaw(listener.port, text)).status, 200)
    })

  test('a body that is too large is refused while its connection lives on', async () => {
    await using listener = await open()
    const large = JSON.stringify('x'.repeat(50_000))
    const first = post(large).replace('Connection: close\r\n', '')
    const answer = await sendRaw(listener.port, first + head('GET /text'))
    assert.equal(answer.status, 413)
    assert.match(answer.body, /HTTP\/1\.1 200 OK[^]*plain/)
  })

  test('headers that trickle in are cut off', async () => {
    await using listener = await open()
    const answer = await sendRaw(listener.port, 'GET /text HTTP/1.1\r\nHost: localho')
    assert.deepEqual(problemOf(answer), { code: 'request_timeout', status: 408 })
  })

  test('a body that trickles in is cut off', async () => {
    await using listener = await open()
    const answer = await sendRaw(listener.port, post('{"a":1}').slice(0, -3))
    assert.deepEqual(problemOf(answer), { code: 'request_timeout', status: 408 })
  })

  test('connections beyond their number are closed without an answer', async () => {
    await using listener = await open({ limits: { ...limits, connectionsMax: 1 } })
    const first = openSocket(listener.port)
    await new Promise((resolve) => first.once('connect', resolve))
    assert.equal((await sendRaw(listener.port, head('GET /text'))).status, 0)
    first.destroy()
  })
})

describe('smuggling', () => {
  const wrapped = 'GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const attempts: Record<string, string> = {
    'a length beside chunks': `${head('POST /things', 'Content-Type: application/json', 'Content-Length: 4', 'Transfer-Encoding: chunked').replace('Connection: close\r\n', '')}0\r\n\r\n${wrapped}`,
    'two lengths': `${head('POST /things', 'Content-Type: application/json', 'Content-Length: 2', 'Content-Length: 40').replace('Connection: close\r\n', '')}{}${wrapped}`,
    'an unknown encoding': `${head('POST /things', 'Content-Type: application/json', 'Transfer-Encoding: xchunked').replace('Connection: close\r\n', '')}0\r\n\r\n${wrapped}`,
    'a space before the colon': `GET /text HTTP/1.1\r\nHost: localhost\r\nContent-Length : 5\r\n\r\n${wrapped}`,
    'a folded header': `GET /text HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\n Content-Length: 5\r\n\r\n${wrapped}`,
    'a bare line feed in a chunk': `${head('POST /things', 'Content-Type: application/json', 'Transfer-Encoding: chunked').replace('Connection: close\r\n', '')}2\n{}\r\n0\r\n\r\n${wrapped}`,
  }
  for (const [what, text] of Object.entries(attempts))
    test(`${what} is refused and the connection closed`, async () => {
      await using listener = await open()
      const answer = await sendRaw(listener.port, text)
      assert.ok(answer.status === 400 || answer.status === 413, `${answer.status} ${answer.head}`)
      assert.doesNotMatch(answer.body, /no_such_route/, 'the second request was read')
    })

  test('a malformed request behind one at work is never taken for its answer', async () => {
    const { promise, resolve } = Promise.withResolvers<HttpResponse>()
    let began = false
    const slow: HttpRoute = {
      method: 'GET',
      path: '/slow',
      handle: () => {
        began = true
        return promise
      },
    }
    await using listener = await open({ routes: [slow] })
    const socket = openSocket(listener.port)
    const answer = readAll(socket, 'GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await until('the work began', () => began)
    socket.write('nonsense\r\n\r\n')
    assert.equal((await answer).status, 0)
    resolve({ status: 200, body: '' })
  })
})

describe('clients that leave', () => {
  test('work is told when its client goes away, and not when it was answered', async () => {
    const reasons: (string | null)[] = []
    let began = 0
    const wait: HttpRoute = {
      method: 'GET',
      path: '/wait',
      handle(request) {
        began++
        return new Promise((_, reject) =>
          request.cancellation.onCancel((reason) => {
            reasons.push(reason.kind)
            reject(reason)
          }),
        )
      },
    }
    const quick: HttpRoute = {
      method: 'GET',
      path: '/quick',
      async handle(request) {
        request.cancellation.onCancel(() => reasons.push('quick'))
        return { status: 200, body: 'x' }
      },
    }
    await using listener = await open({ routes: [wait, quick] })
    await sendRaw(listener.port, head('GET /quick'))
    const socket = openSocket(listener.port)
    socket.write(head('GET /wait'))
    await until('the work began', () => began === 1)
    socket.destroy()
    await until('the work was told', () => reasons.length === 1)
    assert.deepEqual(reasons, ['cancelled'])
  })
})

describe('stopping', () => {
  test('what is in flight is finished and its connection closed, what comes is refused', async () => {
    const { promise, resolve } = Promise.withResolvers<HttpResponse>()
    let began = false
    const slow: HttpRoute = {
      method: 'GET',
      path: '/slow',
      handle: () => {
        began = true
        return promise
      },
    }
    const listener = await open({ routes: [slow] })
    const idle = openSocket(listener.port)
    idle.write('GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await new Promise((answered) => idle.once('data', answered))
    const idleClosed = new Promise((closed) => idle.once('close', closed))
    const late = openSocket(listener.port)
    late.write('GET /slow HTTP/1.1\r\nHost: localho')
    const answer = sendRaw(listener.port, 'GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await until('the work began', () => began)
    const stopped = listener.stop(10_000)
    await idleClosed
    assert.deepEqual(problemOf(await readAll(late, 'st\r\n\r\n')), {
      code: 'stopping',
      status: 503,
    })
    assert.equal((await sendRaw(listener.port, head('GET /slow'))).status, 0)
    resolve({ status: 200, body: 'done' })
    const { status, head: lines, body } = await answer
    assert.deepEqual([status, body], [200, 'done'])
    assert.match(lines, /connection: close/i)
    await stopped
  })
})
