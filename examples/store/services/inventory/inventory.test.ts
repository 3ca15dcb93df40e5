/** What inventory sets aside, with inventory alone: everything or nothing, and news that comes late or twice. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { openService } from '@atoll/testkit'
import { delivery } from '../../contracts/delivery.ts'
import { inventory } from '../../contracts/inventory.ts'
import { toMoney } from '../../contracts/money.ts'
import { orders } from '../../contracts/orders.ts'
import { service } from './service.ts'

type Line = { readonly sku: string; readonly quantity: number }

async function open() {
  const opened = await openService(service, { contract: inventory })
  /** Two products with the same stock, and one with none. */
  const plenty = await opened.sql<{ sku: string; available: number }>`
    select sku, available from stock where available >= 20 order by sku limit 2`
  const [none] = await opened.sql<{ sku: string }>`
    select sku from stock where available = 0 order by sku limit 1`
  const place = (orderId: string, lines: readonly Line[], id = randomUUID()) =>
    opened.publish(
      orders.orderPlaced,
      {
        orderId,
        customerId: 'c-1001',
        lines: [...lines],
        total: toMoney(1),
        cardReference: randomUUID(),
        n: 1,
      },
      { id },
    )
  const cancel = (orderId: string) =>
    opened.publish(orders.orderCancelled, { orderId, reason: 'Because.', n: 2 })
  const ship = (orderId: string) =>
    opened.publish(delivery.shipped, { orderId, shipmentId: randomUUID(), carrier: 'A carrier' })
  const stock = async (sku: string) => {
    const [row] = await opened.sql<Record<'initial' | 'available' | 'held' | 'shipped', number>>`
      select initial, available, held, shipped from stock where sku = ${sku}`
    assert.ok(row)
    return row
  }
  const [first, second] = plenty
  assert.ok(first && second && none)
  return { ...opened, first, second, none, place, cancel, ship, stock }
}

test('an order is set aside whole, once, however often it is told', async () => {
  await using store = await open()
  const orderId = randomUUID()
  const id = randomUUID()
  const lines = [
    { sku: store.first.sku, quantity: 3 },
    { sku: store.second.sku, quantity: 1 },
  ]
  await store.place(orderId, lines, id)
  await store.place(orderId, lines, id)
  assert.deepEqual(await store.emitted(inventory.stockReserved, { count: 0 }), [{ orderId }])
  const { available, held } = await store.stock(store.first.sku)
  assert.deepEqual([available, held], [store.first.available - 3, 3])
})

test('all that is there can be had, one piece more cannot, and then nothing at all is held', async () => {
  await using store = await open()
  const [tooMuch, all] = [randomUUID(), randomUUID()]
  const { first, second } = store
  await store.place(tooMuch, [
    { sku: second.sku, quantity: 1 },
    { sku: first.sku, quantity: first.available + 1 },
  ])
  const [refused] = await store.emitted(inventory.stockRefused)
  assert.deepEqual(refused, { orderId: tooMuch, reason: 'out_of_stock', sku: first.sku })
  assert.equal((await store.stock(second.sku)).held, 0)

  // 99 is the most that one line may ask for.
  const quantity = Math.min(first.available, 99)
  await store.place(all, [{ sku: first.sku, quantity }])
  assert.equal((await store.stock(first.sku)).available, first.available - quantity)
})

test('what was never there is refused by its sku', async () => {
  await using store = await open()
  const orderId = randomUUID()
  await store.place(orderId, [{ sku: store.none.sku, quantity: 1 }])
  const [refused] = await store.emitted(inventory.stockRefused)
  assert.equal(refused?.sku, store.none.sku)
})

test('a cancelled order gives everything back, once', async () => {
  await using store = await open()
  const orderId = randomUUID()
  await store.place(orderId, [{ sku: store.first.sku, quantity: 5 }])
  await store.cancel(orderId)
  await store.cancel(orderId)
  assert.deepEqual(await store.emitted(inventory.stockReleased, { count: 0 }), [{ orderId }])
  const { available, held, initial } = await store.stock(store.first.sku)
  assert.deepEqual([available, held], [initial, 0])
})

test('a cancellation that overtakes its order leaves a tombstone, on which the order stumbles', async () => {
  await using store = await open()
  const orderId = randomUUID()
  await store.cancel(orderId)
  await store.place(orderId, [{ sku: store.first.sku, quantity: 5 }])
  const told = await store.emitted(inventory.stockRefused)
  assert.deepEqual(told, [{ orderId, reason: 'order_cancelled', sku: null }])
  assert.equal((await store.stock(store.first.sku)).held, 0)
  assert.deepEqual(await store.emitted(inventory.stockReserved, { count: 0 }), [])
})

test('what is shipped leaves the shelves; what was never held cannot be shipped in silence', async () => {
  await using store = await open()
  const orderId = randomUUID()
  await store.place(orderId, [{ sku: store.first.sku, quantity: 2 }])
  await store.ship(orderId)
  const { available, held, shipped, initial } = await store.stock(store.first.sku)
  assert.deepEqual([available, held, shipped], [initial - 2, 0, 2])
  await assert.rejects(store.ship(randomUUID()), /shipped_unreserved/)
})

test('orders that want the last pieces at once get them once', async () => {
  await using store = await open()
  const { sku, available } = store.first
  const half = Math.floor(available / 2) + 1
  await Promise.all(
    Array.from({ length: 4 }, () => store.place(randomUUID(), [{ sku, quantity: half }])),
  )
  const reserved = await store.emitted(inventory.stockReserved, { count: 0 })
  const refused = await store.emitted(inventory.stockRefused, { count: 0 })
  assert.deepEqual([reserved.length, refused.length], [1, 3])
})
