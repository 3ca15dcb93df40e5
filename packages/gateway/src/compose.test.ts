import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { ask, compose } from './compose.ts'
import { requestMsMax } from './enter.ts'
import { gateway } from './gateway.ts'
import { type Around, catalog, never, open, orders, problemOf, unknownProduct } from './testing.ts'

const one = ask(catalog.product, ({ sku = '' }) => ({ sku }))
const all = ask(catalog.products, () => ({}))

/** A page of one product: it must be there; its neighbours may be missing. */
const page = gateway('web', {
  'GET /page/{sku}': compose({ product: one, others: all.within(100).or(null) }),
})

async function look(around: Around) {
  await using web = await open(page, around)
  const response = await web.fetch('/page/a')
  return { response, partial: response.headers.get('x-partial') }
}

const product = async () => ({ sku: 'a', cents: 1 })
const products = async () => ({ items: ['a', 'b'] })
function down(): Promise<never> {
  return Promise.reject(
    new Fault({ kind: 'unavailable', code: 'down', message: 'down', executed: 'yes' }),
  )
}

describe('a composition', () => {
  test('has one field for each part, and names none that is missing', async () => {
    const { response, partial } = await look({
      handlers: { 'catalog.product': product, 'catalog.products': products },
    })
    assert.deepEqual(await response.json(), {
      product: { sku: 'a', cents: 1 },
      others: { items: ['a', 'b'] },
    })
    assert.deepEqual([response.status, partial], [200, null])
  })

  test('asks its parts at once', async () => {
    const both = Promise.withResolvers<void>()
    let asked = 0
    // Either part answers only when the other one was asked too.
    const meet = async <T>(answer: T) => {
      if (++asked === 2) both.resolve()
      await both.promise
      return answer
    }
    const { response, partial } = await look({
      handlers: {
        'catalog.product': () => meet({ sku: 'a', cents: 1 }),
        'catalog.products': () => meet({ items: [] }),
      },
    })
    assert.deepEqual([response.status, partial], [200, null])
  })

  test('may be joined into something else', async () => {
    const joined = gateway('web', {
      'GET /{sku}': compose(
        { product: one, others: all },
        {
          output: catalog.products.output,
          join: ({ product: found, others }) => ({ items: [found.sku, ...others.items] }),
        },
      ),
    })
    await using web = await open(joined, {
      handlers: { 'catalog.product': product, 'catalog.products': products },
    })
    assert.deepEqual(await (await web.fetch('/a')).json(), { items: ['a', 'a', 'b'] })
  })
})

describe('a part with a fallback', () => {
  for (const [what, handler] of [
    ['fails', down],
    ['answers with a declared fault', async () => unknownProduct('a')],
    ['breaks', () => Promise.reject(new TypeError('secret'))],
  ] as const)
    test(`that ${what} is replaced and named`, async () => {
      const { response, partial } = await look({
        handlers: { 'catalog.product': product, 'catalog.products': handler },
      })
      assert.deepEqual(await response.json(), { product: { sku: 'a', cents: 1 }, others: null })
      assert.deepEqual([response.status, partial], [200, 'others'])
    })

  test('whose callee never answers is replaced at its budget, and its work cancelled', async () => {
    const clock = createSimulatedClock()
    const { handler, begun, reason } = never()
    await using web = await open(page, {
      clock,
      handlers: { 'catalog.product': product, 'catalog.products': handler },
    })
    const looked = web.fetch('/page/a')
    const { context } = await begun
    assert.equal(context.deadlineAt, 100)
    await clock.advance(99)
    assert.equal(context.cancellation.reason, null)
    await clock.advance(1)
    const response = await looked
    assert.deepEqual([response.status, response.headers.get('x-partial')], [200, 'others'])
    assert.ok(['deadline', 'cancelled'].includes((await reason).kind))
  })

  test('whose callee does not even hear of deadlines is replaced at its budget all the same', async () => {
    const clock = createSimulatedClock()
    const { handler, begun, reason } = never()
    const handlers = { 'catalog.product': product, 'catalog.products': handler }
    await using web = await open(page, { clock, handlers, isDeaf: true })
    const looked = web.fetch('/page/a')
    await begun
    await clock.advance(100)
    assert.equal((await looked).headers.get('x-partial'), 'others')
    assert.equal((await reason).kind, 'cancelled')
  })

  test('and without a budget leaves time to answer without it', async () => {
    const patient = gateway('web', {
      'GET /page/{sku}': compose({ product: one, others: all.or([]) }),
    })
    const clock = createSimulatedClock()
    const { handler, begun } = never()
    await using web = await open(patient, {
      clock,
      handlers: { 'catalog.product': product, 'catalog.products': handler },
    })
    const looked = web.fetch('/page/a')
    await begun
    await clock.advance(requestMsMax)
    const response = await looked
    assert.deepEqual([response.status, response.headers.get('x-partial')], [200, 'others'])
    assert.deepEqual(Reflect.get(Object(await response.json()), 'others'), [])
  })

  test('that needs more than the caller may do is replaced, while the rest is anyone’s', async () => {
    const mixed = gateway('web', {
      'GET /page/{sku}': compose({
        product: one,
        order: ask(orders.order, () => ({ orderId: 'o' })).or(null),
      }),
    })
    await using web = await open(mixed, {
      handlers: {
        'catalog.product': product,
        'orders.order': async () => ({ orderId: 'o', status: 'paid' }),
      },
    })
    const stranger = await web.fetch('/page/a')
    assert.deepEqual([stranger.status, stranger.headers.get('x-partial')], [200, 'order'])
    const known = await web.fetch('/page/a', {
      headers: { authorization: `Bearer ${web.token('orders:read')}` },
    })
    assert.deepEqual([known.status, known.headers.get('x-partial')], [200, null])
  })
})

describe('a required part', () => {
  test('makes its declared fault that of the whole, at once, and the others are cancelled', async () => {
    const { handler, begun, reason } = never()
    await using web = await open(page, {
      handlers: {
        'catalog.product': async () => {
          await begun
          return unknownProduct('a')
        },
        'catalog.products': handler,
      },
    })
    const response = await web.fetch('/page/a')
    assert.deepEqual(await problemOf(response), { status: 404, code: 'catalog.unknown_product' })
    assert.equal((await reason).kind, 'cancelled')
    const entered = web.records.find(({ border }) => border === 'gateway-in')
    assert.equal(entered?.['outcome'], 'not_found')
  })

  test('that fails makes the whole fail as it did', async () => {
    const { response } = await look({
      handlers: { 'catalog.product': down, 'catalog.products': products },
    })
    assert.deepEqual(await problemOf(response), { status: 503, code: 'down' })
  })

  test('that is beyond its budget makes the whole late', async () => {
    const hurried = gateway('web', { 'GET /page/{sku}': compose({ product: one.within(50) }) })
    const clock = createSimulatedClock()
    const { handler, begun } = never()
    await using web = await open(hurried, { clock, handlers: { 'catalog.product': handler } })
    const looked = web.fetch('/page/a')
    await begun
    await clock.advance(50)
    const { status, code } = await problemOf(await looked)
    assert.equal(status, 504)
    assert.match(code, /^(part_late|deadline_exceeded)$/)
  })

  test('asks for its scopes at the door of the whole', async () => {
    const closed = gateway('web', {
      'GET /page/{sku}': compose({
        product: one,
        order: ask(orders.order, () => ({ orderId: 'o' })),
      }),
    })
    await using web = await open(closed, {
      handlers: { 'catalog.product': product, 'orders.order': down },
    })
    assert.deepEqual(await problemOf(await web.fetch('/page/a')), {
      status: 401,
      code: 'token_missing',
    })
    const headers = { authorization: `Bearer ${web.token('orders:write')}` }
    assert.deepEqual(await problemOf(await web.fetch('/page/a', { headers })), {
      status: 403,
      code: 'scope_missing',
    })
  })
})

describe('the query of a composition', () => {
  const searching = gateway('web', {
    'GET /search': compose(
      { found: ask(catalog.products, ({ limit }) => (limit ? { limit: Number(limit) } : {})) },
      { query: ['limit'] },
    ),
  })
  const echo = async ({ input }: { readonly input: unknown }) => ({
    items: [JSON.stringify(input)],
  })

  test('reaches its parts by the names that it declares', async () => {
    await using web = await open(searching, { handlers: { 'catalog.products': echo } })
    const response = await web.fetch('/search?limit=3')
    assert.deepEqual(await response.json(), { found: { items: ['{"limit":3}'] } })
  })

  for (const query of ['limit=1&limit=2', 'debug=1', '__proto__=1'])
    test(`refuses ?${query}`, async () => {
      await using web = await open(searching, { handlers: { 'catalog.products': echo } })
      const refused = await problemOf(await web.fetch(`/search?${query}`))
      assert.deepEqual(refused, { status: 400, code: 'query_refused' })
    })

  test('may not speak over the path', async () => {
    await using web = await open(page, { handlers: { 'catalog.product': product } })
    const refused = await problemOf(await web.fetch('/page/a?sku=b'))
    assert.equal(refused.code, 'query_refused')
  })
})

test('a budget is a millisecond or more', () => {
  for (const budgetMs of [0, -1, Number.NaN])
    assert.throws(() => one.within(budgetMs), /1 ms or more/)
})
