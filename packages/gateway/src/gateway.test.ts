import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anyone } from '@atoll/contract'
import type { Operation } from '@atoll/contract'
import { z } from 'zod'
import { ask, compose } from './compose.ts'
import { gateway, type Routes } from './gateway.ts'
import { type expose, respond } from './target.ts'
import { catalog, open, orders } from './testing.ts'

const part = ask(catalog.product, ({ sku = '' }) => ({ sku }))
const page = respond({ uses: {}, allow: anyone, run: async () => ({ status: 200, body: 'page' }) })
/** What a user without types could write. */
const untyped = (operation: Operation) => operation as Parameters<typeof ask>[0]

const mistakes: Record<string, { routes: Routes; says: RegExp }> = {
  'two routes at one place': {
    routes: { 'GET /a/{x}': page, 'GET /a/{y}': page },
    says: /'GET \/a\/\{y\}' stands at the same place as 'GET \/a\/\{x\}': give it a path of its own/,
  },
  'one route with two statuses': {
    routes: { 'POST /a': page, 'POST /a 202': page },
    says: /'POST \/a' stands at the same place as 'POST \/a'/,
  },
  'a route that every gateway has': {
    routes: { 'GET /openapi.json': page },
    says: /'GET \/openapi.json' stands at the same place as a route that every gateway has/,
  },
  'a field that the input does not have': {
    routes: { 'GET /orders/{id}': orders.order },
    says: /'GET \/orders\/\{id\}' names \{id\}, which is no field of its input: it has \{orderId\}/,
  },
  'a field of a declared input that is not there': {
    routes: {
      'GET /a/{id}': respond({
        uses: {},
        allow: anyone,
        input: z.object({}),
        output: z.object({}),
        run: async () => ({}),
      }),
    },
    says: /names \{id\}, which is no field of its input: it has none/,
  },
  'a field twice': {
    routes: { 'GET /a/{x}/b/{x}': page },
    says: /has the field \{x\} twice/,
  },
  'a command at GET': {
    routes: { 'GET /place': orders.place },
    says: /'GET \/place': orders.place changes things, which GET must not: write POST/,
  },
  'a composition that is no GET': {
    routes: { 'POST /page/{sku}': compose({ part }) },
    says: /'POST \/page\/\{sku\}': a composition only asks: write GET/,
  },
  'a composition without parts': {
    routes: { 'GET /page': compose({}) },
    says: /at least one part/,
  },
  'a part whose name no header can hold': {
    routes: { 'GET /page': compose({ 'söme part': part }) },
    says: /name the part 'söme part' in letters and digits/,
  },
  'a command as a part': {
    routes: { 'GET /page': compose({ placed: ask(untyped(orders.place), () => ({})) }) },
    says: /orders.place is no query with one answer/,
  },
  'a stream as a part': {
    routes: { 'GET /page': compose({ live: ask(untyped(orders.follow), () => ({})) }) },
    says: /orders.follow is no query with one answer/,
  },
  'a query parameter that the path has': {
    routes: { 'GET /page/{sku}': compose({ part }, { query: ['sku'] }) },
    says: /'sku' is a field of the path already/,
  },
}

describe('a mistake in the routes is refused when they are declared:', () => {
  for (const [what, { routes, says }] of Object.entries(mistakes))
    test(what, () => {
      assert.throws(
        () => gateway('web', routes),
        (thrown) => {
          assert.ok(thrown instanceof TypeError)
          assert.match(thrown.message, /^the gateway 'web' cannot stand as it is written:\n {2}- /)
          assert.match(thrown.message, says)
          return true
        },
      )
    })

  test('and all of them in one list', () => {
    const routes: Routes = {
      ...mistakes['a command at GET']?.routes,
      ...mistakes['a field twice']?.routes,
    }
    assert.throws(() => gateway('web', routes), { message: /\n {2}- .*\n {2}- / })
  })

  test('a text that is no route shows how to write one', () => {
    // A user without types.
    const routes = { 'FETCH /a': page } as unknown as Routes
    assert.throws(
      () => gateway('web', routes),
      /gateway web: 'FETCH \/a' is no route; write it like/,
    )
  })
})

test('the order of routes means nothing: plain text goes before a field', async () => {
  const named = (name: string) =>
    respond({ uses: {}, allow: anyone, run: async () => ({ status: 200, body: name }) })
  const routes: Routes = { 'GET /a/{x}': named('field'), 'GET /a/new': named('text') }
  for (const order of [Object.entries(routes), Object.entries(routes).toReversed()]) {
    await using web = await open(gateway('web', Object.fromEntries(order)))
    assert.equal(await (await web.fetch('/a/new')).text(), 'text')
    assert.equal(await (await web.fetch('/a/old')).text(), 'field')
  }
})

test('what a gateway reaches is every operation behind it, each once', () => {
  const whole = gateway('web', {
    'GET /a/{sku}': compose({ part }),
    'GET /b/{sku}': catalog.product,
    'GET /c': respond({
      uses: { orders },
      allow: anyone,
      run: async () => ({ status: 200, body: '' }),
    }),
  })
  assert.deepEqual(whole.reaches.map(({ contract, name }) => `${contract}.${name}`).toSorted(), [
    'catalog.product',
    'orders.follow',
    'orders.order',
    'orders.place',
  ])
  assert.deepEqual(whole.contracts, [orders])
})

/** Compiled, never run: each line under the marks is a mistake that the types refuse. */
export function typeMistakes(exposing: typeof expose) {
  // @ts-expect-error a command is not asked for a page
  ask(orders.place, () => ({ sku: '' }))
  // @ts-expect-error a stream has no one answer
  ask(orders.follow, () => ({ orderId: '' }))
  // @ts-expect-error the input must be that of the operation
  ask(catalog.product, () => ({ sqk: '' }))
  const output = z.object({ cents: z.int() })
  // @ts-expect-error a part that may be missing must be looked at
  compose({ part: part.or(null) }, { output, join: (all) => ({ cents: all.part.cents }) })
  // @ts-expect-error what is joined must be what is declared
  compose({ part }, { output, join: (all) => ({ price: all.part.cents }) })
  // @ts-expect-error the output has no such field
  exposing(orders.place, { location: ({ id }) => String(id) })
  const own = { uses: {}, allow: anyone, input: z.object({}), output }
  // @ts-expect-error what is answered must be what is declared
  respond({ ...own, run: async () => ({ price: 1 }) })
}
