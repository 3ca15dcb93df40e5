/** The life of an order after its placing, with orders alone: news in any order, lists and following. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { isFault } from '@atoll/pipeline'
import { double, openService, until } from '@atoll/testkit'
import { catalog } from '../../contracts/catalog.ts'
import { delivery } from '../../contracts/delivery.ts'
import { inventory } from '../../contracts/inventory.ts'
import { toMoney } from '../../contracts/money.ts'
import { orders } from '../../contracts/orders.ts'
import { payments } from '../../contracts/payments.ts'
import { service } from './service.ts'

const ada = { subject: 'c-1001', scopes: ['orders:read', 'orders:write'] }
const grace = { ...ada, subject: 'c-1002' }
const unknown = '0d6f9f2e-52a1-4a57-8c3c-0a8b8a1f6f11'

async function open() {
  const opened = await openService(service, {
    contract: orders,
    doubles: [
      double(catalog, {
        priceOf: async ({ skus }) => ({
          prices: skus.map((sku) => ({ sku, name: `A ${sku}`, price: toMoney(500) })),
        }),
      }),
      double(payments, { keepCard: async () => ({ cardReference: unknown }) }),
    ],
  })
  const place = async (idempotencyKey = 'k') => {
    const input = { lines: [{ sku: 'CHAIR', quantity: 2 }], card: 'approve' as const }
    const placed = await opened.as(ada).place(input, { idempotencyKey })
    assert.ok(!isFault(placed))
    return placed.orderId
  }
  const history = async (orderId: string) => {
    const order = await opened.as(ada).order({ orderId })
    assert.ok(!isFault(order))
    return order.history.map(({ n, status, reason }) =>
      reason === undefined ? `${n} ${status}` : `${n} ${status}: ${reason}`,
    )
  }
  const ship = (orderId: string) =>
    opened.publish(delivery.shipped, { orderId, shipmentId: unknown, carrier: 'A carrier' })
  return { ...opened, place, history, ship }
}

test('reserved, paid, confirmed, shipped: each is one row of history, each event is told once', async () => {
  await using store = await open()
  const orderId = await store.place()
  await store.publish(inventory.stockReserved, { orderId })
  const paid = { id: '5f0c7a52-9d0e-4c44-8f0f-6f5f3c2f8a11' }
  await store.publish(payments.paymentCaptured, { orderId, amount: toMoney(1000) }, paid)
  await store.publish(payments.paymentCaptured, { orderId, amount: toMoney(1000) }, paid)
  await store.ship(orderId)
  assert.deepEqual(await store.history(orderId), [
    '1 placed',
    '2 reserved',
    '3 paid',
    '4 confirmed',
    '5 shipped',
  ])
  const told = await store.emitted(orders.orderConfirmed, { count: 0 })
  const lines = [{ sku: 'CHAIR', quantity: 2 }]
  assert.deepEqual(told, [{ orderId, customerId: ada.subject, lines, n: 4 }])
})

test('news that overtakes other news passes the statuses between, which then change nothing', async () => {
  await using store = await open()
  const orderId = await store.place()
  await store.publish(payments.paymentCaptured, { orderId, amount: toMoney(1000) })
  await store.publish(inventory.stockReserved, { orderId })
  assert.deepEqual(await store.history(orderId), [
    '1 placed',
    '2 reserved',
    '3 paid',
    '4 confirmed',
  ])
})

test('out of stock cancels with the product named by its name', async () => {
  await using store = await open()
  const orderId = await store.place()
  const refused = { orderId, reason: 'out_of_stock', sku: 'CHAIR' } as const
  await store.publish(inventory.stockRefused, refused)
  await store.publish(payments.paymentRefused, { orderId, reason: 'card_declined' })
  assert.deepEqual(await store.history(orderId), [
    '1 placed',
    '2 cancelled: Out of stock: there is not enough of “A CHAIR”.',
  ])
  const told = await store.emitted(orders.orderCancelled, { count: 0 })
  assert.deepEqual(
    told.map(({ n }) => n),
    [2],
  )
})

test('a refused card cancels; a capture that comes after it confirms nothing', async () => {
  await using store = await open()
  const orderId = await store.place()
  await store.publish(payments.paymentRefused, { orderId, reason: 'card_declined' })
  await store.publish(payments.paymentCaptured, { orderId, amount: toMoney(1000) })
  assert.deepEqual(await store.history(orderId), [
    '1 placed',
    '2 cancelled: The card was declined.',
  ])
  assert.deepEqual(await store.emitted(orders.orderConfirmed, { count: 0 }), [])
})

test('news of an order that is not here is parked, not swallowed', async () => {
  await using store = await open()
  await assert.rejects(
    store.publish(inventory.stockReserved, { orderId: unknown }),
    /order_missing/,
  )
})

test('another customer finds neither the order nor its events nor a list of it', async () => {
  await using store = await open()
  const orderId = await store.place()
  const foreign = store.as(grace)
  for (const reply of [await foreign.order({ orderId }), await foreign.follow({ orderId })]) {
    assert.ok(isFault(reply))
    assert.deepEqual([reply.code, reply.details], ['unknownOrder', { orderId }])
  }
  assert.deepEqual(await foreign.orders({}), { items: [], next: null })
})

test('orders are listed newest first, page by page, each once', async () => {
  await using store = await open()
  const placed: string[] = []
  for (const key of ['1', '2', '3', '4', '5']) placed.unshift(await store.place(key))
  const seen: string[] = []
  let after: string | undefined
  do {
    const page = await store.as(ada).orders({ limit: 2, ...(after === undefined ? {} : { after }) })
    seen.push(...page.items.map(({ id }) => id))
    after = page.next ?? undefined
  } while (after !== undefined)
  assert.deepEqual(seen, placed)
})

test('who follows sees what was, then what happens, and the end ends it', async () => {
  await using store = await open()
  const orderId = await store.place()
  const stream = await store.as(ada).follow({ orderId })
  assert.ok(!isFault(stream))
  const seen: string[] = []
  const following = (async () => {
    for await (const { status } of stream) seen.push(status)
  })()
  await until(() => seen.length === 1)
  await store.publish(inventory.stockReserved, { orderId })
  await until(() => seen.length === 2)
  await store.publish(payments.paymentRefused, { orderId, reason: 'card_declined' })
  await following
  assert.deepEqual(seen, ['placed', 'reserved', 'cancelled'])

  const resumed = await store.as(ada).follow({ orderId, after: 2 })
  assert.ok(!isFault(resumed))
  const rest = await Array.fromAsync(resumed)
  assert.deepEqual(
    rest.map(({ n, status }) => [n, status]),
    [[3, 'cancelled']],
  )
})

/** Longer than a follower pauses, and than PostgreSQL takes to count its looks. Units: milliseconds */
const quietMs = 2_600

test('a stream that nobody reads any more stops asking the database', async () => {
  await using store = await open()
  const orderId = await store.place()
  const looks = async () => {
    const [row] = await store.sql<{ count: number }>`
      select seq_scan + coalesce(idx_scan, 0) as count from pg_stat_user_tables
      where relname = 'order_history'`
    return row?.count ?? 0
  }
  const stream = await store.as(ada).follow({ orderId })
  assert.ok(!isFault(stream))
  const items = stream[Symbol.asyncIterator]()
  await items.next()
  // Somebody waits for the second entry, which never comes: so the follower looks again and again.
  const second = items.next().catch(() => null)
  const first = await looks()
  await until(async () => (await looks()) > first + 1, { what: 'the follower to look' })
  await items.return?.()
  await second

  let before = await looks()
  let sameSince = performance.now()
  const isQuiet = async () => {
    const now = await looks()
    if (now !== before) sameSince = performance.now()
    before = now
    return performance.now() - sameSince > quietMs
  }
  await until(isQuiet, { withinMs: 8_000, what: 'the follower to stop looking' })
})
