import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Call } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { requestMsMax } from './enter.ts'
import { gateway } from './gateway.ts'
import { expose, respond } from './target.ts'
import { catalog, never, open, orders, problemOf, unknownProduct } from './testing.ts'

const shop = gateway('web', {
  'GET /api/products': catalog.products,
  'GET /api/products/{sku}': catalog.product,
  'POST /api/orders 202': expose(orders.place, {
    location: ({ orderId }) => `/api/orders/${orderId}`,
  }),
  'GET /api/orders/{orderId}': orders.order,
})

/** Remembers what arrived behind the gateway. */
function recorder(reply: (call: Call) => unknown) {
  const calls: Call[] = []
  const handler = async (call: Call) => {
    calls.push(call)
    return reply(call)
  }
  return { calls, handler }
}

describe('an operation at a route', () => {
  test('takes its input from path, query and body, and answers its output', async () => {
    const { calls, handler } = recorder(() => ({ items: ['a'] }))
    await using web = await open(shop, { handlers: { 'catalog.products': handler } })
    const response = await web.fetch('/api/products?limit=3')
    assert.deepEqual([response.status, await response.json()], [200, { items: ['a'] }])
    assert.equal(response.headers.get('content-type'), 'application/json')
    assert.deepEqual(calls[0]?.input, { limit: 3 })
  })

  test('says where a new thing is found, with the status of its route', async () => {
    await using web = await open(shop, {
      handlers: { 'orders.place': async () => ({ orderId: 'o1' }) },
    })
    const response = await web.fetch('/api/orders', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${web.token('orders:write')}`,
        'content-type': 'application/json',
        'idempotency-key': 'k',
      },
      body: '{"sku":"a"}',
    })
    assert.equal(response.status, 202)
    assert.equal(response.headers.get('location'), '/api/orders/o1')
  })

  test('answers a declared fault as a problem under the name of its service, without Location', async () => {
    await using web = await open(shop, {
      handlers: { 'catalog.product': async () => unknownProduct('x') },
    })
    const response = await web.fetch('/api/products/x')
    assert.deepEqual(await problemOf(response), { status: 404, code: 'catalog.unknown_product' })
    assert.equal(response.headers.get('location'), null)
  })

  test('answers HEAD without a body and OPTIONS with its methods', async () => {
    await using web = await open(shop, {
      handlers: { 'catalog.products': async () => ({ items: [] }) },
    })
    const asked = await web.fetch('/api/products', { method: 'HEAD' })
    assert.deepEqual([asked.status, await asked.text()], [200, ''])
    const options = await web.fetch('/api/orders', { method: 'OPTIONS' })
    assert.equal(options.status, 204)
    assert.equal(options.headers.get('allow'), 'POST, OPTIONS')
    assert.equal(options.headers.get('access-control-allow-origin'), null)
  })
})

describe('what a stranger says beside the request', () => {
  test('begins no trace, sets no deadline, names no caller and nobody', async () => {
    const { calls, handler } = recorder(() => ({ items: [] }))
    await using web = await open(shop, { handlers: { 'catalog.products': handler } })
    const traceId = 'a'.repeat(32)
    await web.fetch('/api/products', {
      headers: {
        traceparent: `00-${traceId}-${'b'.repeat(16)}-01`,
        baggage: 'orderId=stolen',
        'x-deadline-ms': '1',
        'x-caller': 'orders',
        'x-user-id': 'root',
        'x-user-scopes': 'admin',
      },
    })
    const [call] = calls
    assert.ok(call)
    assert.notEqual(call.context.trace.traceId, traceId)
    assert.deepEqual(call.context.correlation, {})
    assert.equal(call.context.caller, 'web')
    assert.equal(call.context.principal, null)
    assert.doesNotMatch(JSON.stringify([call.input, call.context]), /stolen|root|admin/)
  })

  test('at its own border the caller is an address', async () => {
    await using web = await open(shop, {
      handlers: { 'catalog.products': async () => ({ items: [] }) },
    })
    await web.fetch('/api/products', { headers: { 'x-caller': 'orders' } })
    const entered = web.records.find(({ border }) => border === 'gateway-in')
    assert.equal(entered?.['caller'], '127.0.0.1')
  })
})

describe('an idempotency key', () => {
  const send = async (key: string | null) => {
    const { calls, handler } = recorder(() => ({ orderId: 'o' }))
    await using web = await open(shop, { handlers: { 'orders.place': handler } })
    const response = await web.fetch('/api/orders', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${web.token('orders:write')}`,
        'content-type': 'application/json',
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
      body: '{"sku":"a"}',
    })
    return { response, key: calls[0]?.context.idempotencyKey }
  }

  test('of up to 200 characters goes on to the service', async () => {
    assert.equal((await send('x'.repeat(200))).key, 'x'.repeat(200))
    assert.equal((await send(null)).key, null)
  })

  for (const [what, key] of [
    ['of 201 characters', 'x'.repeat(201)],
    ['that is empty', ''],
    ['with a control character', 'a%00b'],
  ] as const)
    test(`${what} is refused, not left out`, async () => {
      const sent = await send(key)
      assert.deepEqual(await problemOf(sent.response), {
        status: 400,
        code: 'idempotency_key_refused',
      })
      assert.equal(sent.key, undefined)
    })
})

describe('the end of patience', () => {
  test('a client that goes away cancels the work behind', async () => {
    const { handler, begun, reason } = never()
    await using web = await open(shop, { handlers: { 'catalog.product': handler } })
    const leaving = new AbortController()
    const gone = web.fetch('/api/products/a', { signal: leaving.signal })
    await begun
    leaving.abort()
    await assert.rejects(gone, { name: 'AbortError' })
    assert.equal((await reason).code, 'caller_gone')
  })

  test('a request has ten seconds, all hops together, and its work is cancelled with it', async () => {
    const clock = createSimulatedClock()
    const { handler, begun, reason } = never()
    await using web = await open(shop, { handlers: { 'catalog.product': handler }, clock })
    const late = web.fetch('/api/products/a')
    const { context } = await begun
    assert.equal(context.deadlineAt, requestMsMax)
    await clock.advance(requestMsMax - 1)
    assert.equal(context.cancellation.reason, null)
    await clock.advance(1)
    assert.deepEqual(await problemOf(await late), { status: 504, code: 'deadline_exceeded' })
    assert.equal((await reason).kind, 'deadline')
  })

  test('a stop answers what was taken, and then nobody listens', async () => {
    const held = Promise.withResolvers<unknown>()
    const begun = Promise.withResolvers<void>()
    await using web = await open(shop, {
      handlers: {
        'catalog.product': () => {
          begun.resolve()
          return held.promise
        },
      },
    })
    const taken = web.fetch('/api/products/a')
    await begun.promise
    const stopped = web.stop()
    held.resolve({ sku: 'a', cents: 1 })
    assert.equal((await taken).status, 200)
    await stopped
    await assert.rejects(web.fetch('/health/live'))
  })

  test('a stop whose grace is over answers for the work that goes on, and cancels it', async () => {
    const { handler, begun, reason } = never()
    await using web = await open(shop, { handlers: { 'catalog.product': handler }, graceMs: 20 })
    const taken = web.fetch('/api/products/a')
    await begun
    await web.stop()
    assert.deepEqual(await problemOf(await taken), { status: 503, code: 'stopped' })
    assert.equal((await reason).code, 'stopped')
  })
})

for (const allow of [undefined, null, 'anyone', {}, { scopes: 'admin' }, { scopes: [''] }])
  test(`attack: a route that allows ${JSON.stringify(allow)} is refused before it stands`, () => {
    const run = async () => ({ status: 200, body: null })
    const target = respond({ uses: {}, allow: allow as never, run })
    assert.throws(() => gateway('web', { 'GET /admin': target }), /does not say who may come/)
  })
