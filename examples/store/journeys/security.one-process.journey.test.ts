/**
 * What a stranger, or a customer who is curious, cannot do to the store. All services run in one process here, yet calls
 * between them cross as bytes with tokens of their own, so that every door is locked as it is among many processes.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createTestIdentity } from '@atoll/identity/testing'
import { systemClock } from '@atoll/pipeline'
import { openSystem, type OpenedSystem } from '@atoll/testkit/system'
import { web } from '../gateway/web.ts'
import { storeFile } from './run-journeys.ts'
import { ada, findProduct, grace, placeOrder, type Product, signIn, untilFinal } from './shop.ts'

let system: OpenedSystem | undefined
let adas = ''
let graces = ''
let orderId = ''
let product: Product | undefined

function opened(): OpenedSystem {
  assert.ok(system, 'the store has been started')
  return system
}

before(async () => {
  system = await openSystem({ file: storeFile, topology: 'one-process-encoded', environment: {} })
  adas = await signIn(system, ada)
  graces = await signIn(system, grace)
  product = await findProduct(system)
  orderId = await placeOrder(system, { token: adas, lines: [{ sku: product.sku, quantity: 1 }] })
  await untilFinal(system, { token: adas, orderId })
})
after(() => system?.stop())

type Headers = Readonly<Record<string, string>>

async function send(path: string, headers: Headers = {}, init: RequestInit = {}) {
  const signal = AbortSignal.timeout(15_000)
  const response = await fetch(`${opened().url}${path}`, {
    redirect: 'manual',
    signal,
    ...init,
    headers,
  })
  return { response, status: response.status, text: await response.text() }
}

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` })

function sendForm(path: string, fields: Headers, headers: Headers = {}) {
  const own = { 'content-type': 'application/x-www-form-urlencoded', ...headers }
  return send(path, own, { method: 'POST', body: new URLSearchParams(fields).toString() })
}

describe('another customer’s order', () => {
  /** Every route of the interface with an id in its path that only somebody may ask. */
  const routes = web.routes.filter(
    ({ route: { path, pathFields }, target }) =>
      path.startsWith('/api/') &&
      pathFields.length > 0 &&
      'allow' in target &&
      target.allow.scopes !== 'anyone',
  )

  test('stands at more than one route', () => assert.ok(routes.length >= 2))

  for (const { route } of routes)
    test(`is as unknown as one that never was: ${route.method} ${route.path}`, async () => {
      const look = async (id: string, token: string) => {
        const path = route.path.replace(/\{\w+\}/, id)
        const { status, text, response } = await send(path, bearer(token), { method: route.method })
        const type = response.headers.get('content-type')
        return { status, type, text: text.replaceAll(id, 'ID') }
      }
      assert.equal((await look(orderId, adas)).status, 200)
      const foreign = await look(orderId, graces)
      assert.equal(foreign.status, 404)
      assert.equal(foreign.type, 'application/problem+json')
      assert.deepEqual(foreign, await look(randomUUID(), graces))
    })

  test('is in no list of hers, whatever place she names', async () => {
    for (const query of ['', `?after=${orderId}`, `?after=${randomUUID()}`]) {
      const { status, text } = await send(`/api/orders${query}`, bearer(graces))
      assert.equal(status, 200)
      assert.doesNotMatch(text, new RegExp(orderId))
    }
  })

  test('is not answered to her under his idempotency key', async () => {
    const key = randomUUID()
    const lines = [{ sku: product?.sku ?? '', quantity: 1 }]
    const own = await placeOrder(opened(), { token: adas, lines, key })
    const others = await placeOrder(opened(), { token: graces, lines, key })
    assert.notEqual(own, others)
  })

  test('has no page for her either', async () => {
    const { status, text } = await send(`/orders/${orderId}`, { cookie: `session=${graces}` })
    assert.equal(status, 404)
    assert.doesNotMatch(text, /shipped|Ada/)
    assert.equal((await send(`/orders/${orderId}`, { cookie: `session=${adas}` })).status, 200)
  })
})

describe('a token', () => {
  /** Right in all but one thing, and all of a stranger's keys. */
  const stranger = createTestIdentity({
    clock: systemClock,
    issuer: 'https://issuer.atoll.internal',
  })
  const tampered = (change: (claims: Record<string, unknown>) => object) => {
    const [header = '', payload = '', signature = ''] = adas.split('.')
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    assert.ok(typeof claims === 'object' && claims !== null)
    const changed = Buffer.from(JSON.stringify(change({ ...claims }))).toString('base64url')
    return `${header}.${changed}.${signature}`
  }

  test('of the corpus opens nothing, as header or cookie', async () => {
    const bad = stranger.badTokens('store').filter(({ token }) => /^[!-~]{1,8000}$/.test(token))
    assert.ok(bad.length > 40)
    for (const { name, token } of bad) {
      assert.equal((await send('/api/orders', bearer(token))).status, 401, name)
      const page = await send('/orders', { cookie: `session=${token}` })
      assert.equal(page.response.headers.get('location'), '/sign-in?returnTo=%2Forders', name)
    }
  })

  test('of a stranger who calls himself our issuer opens nothing', async () => {
    const token = stranger.token({ audience: 'store', subject: 'c-1001', scopes: ['orders:read'] })
    const { status, text } = await send('/api/orders', bearer(token))
    assert.deepEqual(
      [status, Reflect.get(Object(JSON.parse(text)), 'code')],
      [401, 'token_refused'],
    )
  })

  test('that was changed opens nothing', async () => {
    for (const token of [
      tampered((claims) => ({ ...claims, sub: 'c-1002' })),
      tampered((claims) => ({ ...claims, scope: 'orders:read orders:write admin' })),
      tampered((claims) => ({ ...claims, aud: ['store', 'orders'] })),
      tampered((claims) => ({ ...claims, exp: 4_000_000_000 })),
      `${adas}x`,
      adas.slice(0, -2),
    ])
      assert.equal((await send('/api/orders', bearer(token))).status, 401)
  })

  test('that is needed and missing is 401 for a program, and the sign-in page for a person', async () => {
    const { status, response } = await send('/api/orders')
    assert.deepEqual([status, response.headers.get('www-authenticate')], [401, 'Bearer'])
    const page = await send(`/orders/${orderId}`)
    assert.equal(page.status, 303)
    assert.equal(page.response.headers.get('location'), `/sign-in?returnTo=%2Forders%2F${orderId}`)
  })

  test('of a session that has ended does not shut the open pages', async () => {
    const { status, response } = await send('/basket', { cookie: 'session=ended' })
    assert.deepEqual([status, response.headers.get('location')], [303, '/basket'])
    assert.match(response.headers.get('set-cookie') ?? '', /^session=; .*Max-Age=0/)
  })
})

describe('a form of another site', () => {
  const foreign = [
    { origin: 'https://evil.test' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
  ]
  const forms: Readonly<Record<string, Headers>> = {
    '/basket': { sku: 'FUR-CH-10000454', quantity: '1', action: 'add' },
    '/checkout': { card: 'approve', idempotencyKey: 'x' },
    '/sign-in': { email: ada },
    '/sign-out': {},
  }
  for (const [path, fields] of Object.entries(forms))
    test(`does nothing at ${path}, with a session or without`, async () => {
      for (const headers of foreign)
        for (const cookie of [
          `session=${adas}; basket=FUR-CH-10000454*1`,
          'basket=FUR-CH-10000454*1',
        ]) {
          const { status, response } = await sendForm(path, fields, { ...headers, cookie })
          assert.equal(status, 403, JSON.stringify(headers))
          assert.equal(response.headers.get('set-cookie'), null)
        }
    })

  test('may not order over the interface with the cookie of a browser', async () => {
    const headers = {
      cookie: `session=${adas}`,
      origin: 'https://evil.test',
      'idempotency-key': 'x',
    }
    const { status, text } = await sendForm('/api/orders', { lines: '1' }, headers)
    assert.equal(status, 403)
    assert.match(text, /"cross_site"/)
  })
})

describe('text of others', () => {
  const script = '"><script>alert(1)</script>'

  for (const path of ['/?query=', '/?category=', '/products/', '/sign-in?returnTo='])
    test(`is text in the page: ${path}`, async () => {
      const { text } = await send(`${path}${encodeURIComponent(script).replaceAll('%2F', '')}`)
      assert.doesNotMatch(text, /<script>alert/)
    })

  test('is text in the search page, and is shown', async () => {
    const { text } = await send(`/?query=${encodeURIComponent('<img src=x onerror=a>')}`)
    assert.match(text, /&lt;img src=x onerror=a&gt;/)
    assert.doesNotMatch(text, /<img src=x/)
  })

  test('is text in the sign-in form', async () => {
    const own = { origin: opened().url }
    const { status, text } = await sendForm('/sign-in', { email: script }, own)
    assert.equal(status, 401)
    assert.doesNotMatch(text, /<script>alert/)
    assert.match(text, /&lt;script&gt;|&#60;script/)
  })

  test('is text in the name of a product', async () => {
    const { text } = await send('/api/products?limit=100')
    const { items } = JSON.parse(text) as { items: { sku: string; name: string }[] }
    const odd = items.find(({ name }) => /[&"<>]/.test(name))
    assert.ok(odd, 'a name of the catalogue has a character that HTML would read')
    const page = await send(`/products/${odd.sku}`)
    assert.equal(page.status, 200)
    const escaped = odd.name.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
    assert.ok(page.text.includes(escaped), escaped)
  })
})

describe('signing in', () => {
  const signInTo = (returnTo: string) =>
    sendForm('/sign-in', { email: ada, returnTo }, { origin: opened().url })

  for (const returnTo of [
    '//evil.test',
    'https://evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    'javascript:alert(1)',
    '/%2f%2fevil.test',
    '/ /evil.test',
    '/\t/evil.test',
    'evil',
    '/a?b=//evil',
    `/${'a'.repeat(300)}`,
  ])
    test(`does not lead to ${returnTo.slice(0, 20)}`, async () => {
      const { status, response } = await signInTo(returnTo)
      assert.deepEqual([status, response.headers.get('location')], [303, '/'])
    })

  test('leads back to a page of ours, with cookies that no script and no other site has', async () => {
    const { response } = await signInTo('/orders')
    assert.equal(response.headers.get('location'), '/orders')
    const [session = ''] = response.headers.getSetCookie()
    assert.match(
      session,
      /^session=[\w-]+\.[\w-]+\.[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    )
    const fields = { sku: product?.sku ?? '', quantity: '2', action: 'add' }
    const filled = await sendForm('/basket', fields, { origin: opened().url })
    const [basket = ''] = filled.response.headers.getSetCookie()
    assert.match(basket, /^basket=[\w*.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/)
  })
})

test('every answer carries these headers and no others', async () => {
  const common = {
    'cache-control': 'no-store',
    connection: 'keep-alive',
    'content-security-policy':
      "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'keep-alive': 'timeout=65',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  }
  const html = { ...common, 'content-type': 'text/html; charset=utf-8' }
  const problem = { ...common, 'content-type': 'application/problem+json' }
  const wanted: Record<string, object> = {
    '/': html,
    '/sign-in': html,
    '/products/no-such-thing': html,
    '/api/products': { ...common, 'content-type': 'application/json' },
    '/openapi.json': { ...common, 'content-type': 'application/json' },
    '/nowhere': problem,
    '/api/products/no-such-thing': problem,
    '/api/orders': { ...problem, 'www-authenticate': 'Bearer' },
  }
  for (const [path, headers] of Object.entries(wanted)) {
    const { response } = await send(path)
    const {
      date: _date,
      'content-length': _length,
      'x-trace-id': trace,
      ...others
    } = Object.fromEntries(response.headers)
    assert.deepEqual(others, headers, path)
    // What no route of the gateway answers has no trace: it never became a call.
    if (path === '/nowhere' || path === '/openapi.json') assert.equal(trace, undefined)
    else assert.match(trace ?? '', /^[0-9a-f]{32}$/)
  }
})
