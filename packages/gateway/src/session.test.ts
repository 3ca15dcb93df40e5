import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anyone, scope } from '@atoll/contract'
import { gateway } from './gateway.ts'
import { securityHeaders } from './start-gateway.ts'
import { respond } from './target.ts'
import { catalog, head, open, orders, problemOf, sendRaw } from './testing.ts'

const page = (allow = anyone) =>
  respond({
    uses: {},
    allow,
    run: async ({ caller }) => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: caller?.subject ?? 'nobody',
    }),
  })

const site = gateway('web', {
  'GET /': page(),
  'POST /basket': page(),
  'GET /mine': page(scope('orders:read')),
  'POST /mine': page(scope('orders:read')),
  'GET /api/products': catalog.products,
  'POST /api/orders': orders.place,
})

describe('a credential', () => {
  test('is a bearer token, or the session of a browser', async () => {
    await using web = await open(site)
    const token = web.token('orders:read')
    for (const headers of [
      { authorization: `Bearer ${token}` },
      { authorization: `bearer ${token}` },
      { cookie: `other=1; session=${token}` },
    ]) {
      const response = await web.fetch('/mine', { headers })
      assert.deepEqual([response.status, await response.text()], [200, 'ada'])
    }
  })

  for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer a b', 'token', ''])
    test(`'${authorization}' is refused even where anyone may come`, async () => {
      await using web = await open(site)
      const response = await web.fetch('/', { headers: { authorization } })
      assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer/)
      assert.deepEqual(await problemOf(response), { status: 401, code: 'token_refused' })
    })

  test('that is bad is refused, each of the corpus, as header and as cookie', async () => {
    await using web = await open(site)
    for (const { name, token, code } of web.identity.badTokens('shop')) {
      // A header of a megabyte is refused before anybody looks at it; an empty cookie is none.
      if (token.length > 8_000 || !/^[!-~]+$/.test(token)) continue
      for (const headers of [
        { authorization: `Bearer ${token}` },
        { cookie: `session=${token}` },
      ] as const) {
        const response = await web.fetch('/', { headers })
        assert.deepEqual(await problemOf(response), { status: 401, code }, name)
      }
    }
  })

  test('of another audience is refused', async () => {
    await using web = await open(site)
    const token = web.identity.token({ audience: 'orders', scopes: ['orders:read'] })
    const response = await web.fetch('/mine', { headers: { authorization: `Bearer ${token}` } })
    assert.deepEqual(await problemOf(response), { status: 401, code: 'token_refused' })
  })
})

describe('a form', () => {
  const send = async (path: string, headers: Record<string, string>) => {
    await using web = await open(site)
    const cookie = headers['cookie']?.replace('TOKEN', web.token('orders:read'))
    const lines = Object.entries({ ...headers, ...(cookie === undefined ? {} : { cookie }) })
    const text = head(
      `POST ${path}`,
      'Content-Length: 0',
      ...lines.map(([name, value]) => `${name}: ${value}`),
    )
    return (await sendRaw(web.port, text)).status
  }
  const own = { origin: 'http://localhost' }
  const foreign = { origin: 'http://evil.test' }
  const cookie = 'session=TOKEN'

  const cases: readonly (readonly [string, string, Record<string, string>, number])[] = [
    ['of this site acts for its session', '/mine', { ...own, cookie }, 200],
    [
      'of this site, as the browser says',
      '/mine',
      { 'sec-fetch-site': 'same-origin', cookie },
      200,
    ],
    ['typed into the address line', '/mine', { 'sec-fetch-site': 'none', cookie }, 200],
    ['of another site', '/mine', { ...foreign, cookie }, 403],
    [
      'of another site, as the browser says',
      '/mine',
      { 'sec-fetch-site': 'cross-site', cookie },
      403,
    ],
    ['of a sister site', '/mine', { 'sec-fetch-site': 'same-site', cookie }, 403],
    ['whose browser hides its origin', '/mine', { origin: 'null', cookie }, 403],
    ['with a session and no word whence', '/mine', { cookie }, 403],
    ['of another site without a session', '/basket', foreign, 403],
    ['of a program without a session', '/basket', {}, 200],
    [
      'that says cross-site and our origin',
      '/mine',
      { ...own, 'sec-fetch-site': 'cross-site', cookie },
      403,
    ],
  ]
  for (const [what, path, headers, status] of cases)
    test(`${what} is answered ${status}`, async () => {
      assert.equal(await send(path, headers), status)
    })

  test('of another site may not, yet a program with a bearer token may, whatever it says', async () => {
    await using web = await open(site)
    const response = await web.fetch('/mine', {
      method: 'POST',
      headers: { ...foreign, authorization: `Bearer ${web.token('orders:read')}` },
    })
    assert.equal(response.status, 200)
  })
})

describe('every answer', () => {
  const wanted = Object.entries(securityHeaders).filter(([name]) => name !== 'cache-control')
  const answers: Record<string, string> = {
    'a page': head('GET /'),
    'an API answer': head('GET /api/products'),
    'an unknown route': head('GET /nowhere'),
    'a wrong method': head('DELETE /'),
    'an OPTIONS': head('OPTIONS /'),
    'a missing token': head('GET /mine'),
    'a path trick': head('GET /a/../b'),
    'a body that is no JSON': `${head('POST /api/orders', 'Content-Type: application/json', 'Content-Length: 1')}{`,
    'too many headers': head('GET /', ...Array.from({ length: 200 }, (_, n) => `x-${n}: 1`)),
    'headers too large': head('GET /', `x-large: ${'x'.repeat(20_000)}`),
    'no HTTP at all': 'hello\r\n\r\n',
    'two lengths': head('POST /basket', 'Content-Length: 0', 'Content-Length: 1'),
    health: head('GET /health/live'),
    'the document': head('GET /openapi.json'),
  }
  for (const [what, text] of Object.entries(answers))
    test(`carries the security headers, none for https, and is not kept: ${what}`, async () => {
      await using web = await open(site, {
        handlers: { 'catalog.products': async () => ({ items: [] }) },
      })
      const answer = await sendRaw(web.port, text)
      assert.notEqual(answer.status, 0)
      const lines = answer.head.toLowerCase().split('\r\n')
      for (const [name, value] of wanted)
        assert.equal(
          lines.filter((line) => line === `${name}: ${String(value).toLowerCase()}`).length,
          1,
          name,
        )
      assert.deepEqual(
        lines.filter((line) => line.startsWith('cache-control:')),
        ['cache-control: no-store'],
      )
      assert.doesNotMatch(answer.head, /strict-transport-security|x-powered-by|^server:/im)
    })

  test('may be kept where its route says so, and then says it once', async () => {
    const files = gateway('web', {
      'GET /logo.svg': respond({
        uses: {},
        allow: anyone,
        mediaType: 'image/svg+xml',
        run: async () => ({
          status: 200,
          headers: { 'cache-control': 'max-age=60' },
          body: '<svg/>',
        }),
      }),
    })
    await using web = await open(files)
    const answer = await sendRaw(web.port, head('GET /logo.svg'))
    assert.deepEqual(answer.head.match(/cache-control: .*/g), ['cache-control: max-age=60'])
  })
})

describe('a caller who asks too much', () => {
  const limited = gateway('web', { 'GET /': page() }, { rate: { perSecond: 0.001, burst: 2 } })

  test('is told when to come again, while others are answered', async () => {
    await using web = await open(limited)
    const ask = (headers = {}) => web.fetch('/', { headers })
    assert.deepEqual([(await ask()).status, (await ask()).status], [200, 200])
    const refused = await ask()
    assert.equal(refused.headers.get('retry-after'), '1000')
    assert.deepEqual(await problemOf(refused), { status: 429, code: 'too_many_calls' })
    assert.equal((await ask({ authorization: `Bearer ${web.token()}` })).status, 200)
    assert.equal((await web.fetch('/health/live')).status, 200)
  })

  test('cannot pretend to come from elsewhere', async () => {
    await using web = await open(limited)
    const from = (n: number) =>
      web.fetch('/', { headers: { 'x-forwarded-for': `10.0.0.${n}`, 'x-real-ip': `10.0.0.${n}` } })
    await from(1)
    await from(2)
    assert.equal((await from(3)).status, 429)
  })
})

test('ready is 503 with a stable code until everything here is', async () => {
  let isReady = false
  await using web = await open(site, { ready: () => isReady })
  assert.deepEqual(await problemOf(await web.fetch('/health/ready')), {
    status: 503,
    code: 'not_ready',
  })
  assert.equal((await web.fetch('/health/live')).status, 200)
  isReady = true
  const ready = await web.fetch('/health/ready')
  assert.deepEqual([ready.status, await ready.json()], [200, { ok: true }])
})
