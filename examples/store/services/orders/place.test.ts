/** Placing an order, with orders alone: what it asks of others, what it keeps, and what it never keeps. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { isFault } from '@atoll/pipeline'
import { double, openService } from '@atoll/testkit'
import { catalog } from '../../contracts/catalog.ts'
import { toMoney } from '../../contracts/money.ts'
import { orders } from '../../contracts/orders.ts'
import { type Card, payments } from '../../contracts/payments.ts'
import { service } from './service.ts'

const ada = { subject: 'c-1001', scopes: ['orders:read', 'orders:write'] }
const cardReference = '5f0c7a52-9d0e-4c44-8f0f-6f5f3c2f8a10'
const prices = new Map([
  ['CHAIR', 1999],
  ['DESK', 45_000],
])

const one = (sku: string) => ({ lines: [{ sku, quantity: 1 }], card: 'approve' as const })

/** Orders beside a catalogue of two products and payments that keep any card; `asked` is what they were asked. */
async function open() {
  const asked: { skus: string[][]; cards: Card[] } = { skus: [], cards: [] }
  const opened = await openService(service, {
    contract: orders,
    doubles: [
      double(catalog, {
        async priceOf({ skus }, { fault }) {
          asked.skus.push(skus)
          const unknown = skus.find((sku) => !prices.has(sku))
          if (unknown !== undefined) return fault('unknownProduct', { sku: unknown })
          // Backwards, since the contract promises no order.
          const found = skus.map((sku) => ({
            sku,
            name: `A ${sku.toLowerCase()}`,
            price: toMoney(prices.get(sku) ?? 0),
          }))
          return { prices: found.toReversed() }
        },
      }),
      double(payments, {
        async keepCard({ card }) {
          asked.cards.push(card)
          return { cardReference }
        },
      }),
    ],
  })
  return { ...opened, asked }
}

test('an order is priced by the catalogue, its lines merged, and told with a reference in place of the card', async () => {
  await using store = await open()
  const lines = [
    { sku: 'CHAIR', quantity: 2 },
    { sku: 'DESK', quantity: 1 },
    { sku: 'CHAIR', quantity: 1 },
  ]
  const placed = await store.as(ada).place({ lines, card: 'approve' }, { idempotencyKey: 'first' })
  assert.ok(!isFault(placed))
  const [told] = await store.emitted(orders.orderPlaced)
  assert.deepEqual(told, {
    orderId: placed.orderId,
    customerId: ada.subject,
    lines: [
      { sku: 'CHAIR', quantity: 3 },
      { sku: 'DESK', quantity: 1 },
    ],
    total: toMoney(3 * 1999 + 45_000),
    cardReference,
    n: 1,
  })
  assert.deepEqual(store.asked, { skus: [['CHAIR', 'DESK']], cards: ['approve'] })

  const order = await store.as(ada).order({ orderId: placed.orderId })
  assert.ok(!isFault(order))
  assert.equal(order.status, 'placed')
  assert.deepEqual(
    order.lines.map(({ name, price }) => [name, price.amount]),
    [
      ['A chair', 1999],
      ['A desk', 45_000],
    ],
  )
})

test('the card is in no table of orders', async () => {
  await using store = await open()
  const lines = [{ sku: 'CHAIR', quantity: 1 }]
  await store.as(ada).place({ lines, card: 'unavailable' }, { idempotencyKey: 'k' })
  await store.emitted(orders.orderPlaced)
  const tables = await store.sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`
  assert.ok(tables.length > 5)
  for (const { name } of tables) {
    const [found] = await store.sql<{ text: string | null }>`
      select query_to_xml(${`select * from ${name}`}, true, false, '')::text as text`
    assert.doesNotMatch(found?.text ?? '', /unavailable/, name)
  }
})

test('a product that is not sold is said by name, and nothing is kept', async () => {
  await using store = await open()
  const lines = [
    { sku: 'CHAIR', quantity: 1 },
    { sku: 'SOFA', quantity: 1 },
  ]
  const refused = await store.as(ada).place({ lines, card: 'approve' }, { idempotencyKey: 'k' })
  assert.ok(isFault(refused))
  assert.equal(refused.code, 'unknownProduct')
  assert.deepEqual(refused.details, { sku: 'SOFA' })
  assert.deepEqual(store.asked.cards, [])
  assert.deepEqual(await store.emitted(orders.orderPlaced, { count: 0 }), [])
  assert.deepEqual(await store.sql`select 1 from orders`, [])
})

test('99 pieces of one product are taken, one more is refused, also over several lines', async () => {
  await using store = await open()
  const place = (quantities: number[]) =>
    store
      .as(ada)
      .place(
        { lines: quantities.map((quantity) => ({ sku: 'CHAIR', quantity })), card: 'approve' },
        { idempotencyKey: String(quantities) },
      )
  assert.ok(!isFault(await place([98, 1])))
  const refused = await place([98, 2])
  assert.ok(isFault(refused))
  assert.deepEqual([refused.code, refused.details], ['tooMany', { sku: 'CHAIR', quantityMax: 99 }])
})

test('the same key answers alike and asks nobody again; with another input it is refused', async () => {
  await using store = await open()
  const client = store.as(ada)
  const input = one('CHAIR')
  const first = await client.place(input, { idempotencyKey: 'again' })
  assert.deepEqual(await client.place(input, { idempotencyKey: 'again' }), first)
  assert.equal(store.asked.skus.length, 1)
  assert.equal(store.asked.cards.length, 1)
  await assert.rejects(client.place({ ...input, card: 'slow' }, { idempotencyKey: 'again' }), {
    code: 'idempotency_key_reused',
  })
  // Another customer's same key is another key.
  const grace = store.as({ ...ada, subject: 'c-1002' })
  assert.notDeepEqual(await grace.place(input, { idempotencyKey: 'again' }), first)
  assert.equal((await store.emitted(orders.orderPlaced, { count: 2 })).length, 2)
})

test('parallel repetitions of one command make one order', async () => {
  await using store = await open()
  const input = one('DESK')
  const replies = await Promise.all(
    Array.from({ length: 6 }, () => store.as(ada).place(input, { idempotencyKey: 'burst' })),
  )
  assert.equal(new Set(replies.map((reply) => JSON.stringify(reply))).size, 1)
  assert.equal((await store.emitted(orders.orderPlaced, { count: 0 })).length, 1)
})

test('without a key, a token or the scope nothing is placed', async () => {
  await using store = await open()
  const input = one('DESK')
  await assert.rejects(store.as(ada).place(input), { code: 'idempotency_key_missing' })
  const key = { idempotencyKey: 'k' }
  await assert.rejects(store.anonymous.place(input, key), { kind: 'unauthenticated' })
  const reader = store.as({ subject: 'c-1001', scopes: ['orders:read'] })
  await assert.rejects(reader.place(input, key), { kind: 'forbidden', code: 'scope_missing' })
  assert.deepEqual(await store.sql`select 1 from orders`, [])
})
