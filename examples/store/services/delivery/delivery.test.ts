/** One parcel for each confirmed order, with delivery alone. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { isFault } from '@atoll/pipeline'
import { openService } from '@atoll/testkit'
import { delivery } from '../../contracts/delivery.ts'
import { orders } from '../../contracts/orders.ts'
import { service } from './service.ts'

const ada = { subject: 'c-1001', scopes: ['orders:read'] }

async function open(environment: Readonly<Record<string, string>> = {}) {
  const opened = await openService(service, { contract: delivery, environment })
  const confirm = (orderId: string, quantity = 1) => {
    const lines = [{ sku: 'CHAIR', quantity }]
    return opened.publish(orders.orderConfirmed, { orderId, customerId: ada.subject, lines, n: 4 })
  }
  return { ...opened, confirm }
}

test('an order is shipped exactly once, however often it is confirmed', async () => {
  await using store = await open()
  const orderId = randomUUID()
  await Promise.all([store.confirm(orderId), store.confirm(orderId), store.confirm(orderId)])
  const told = await store.emitted(delivery.shipped, { count: 0 })
  assert.equal(told.length, 1)
  const [parcel] = await store.sql<{ quantity: number }>`
    select quantity from parcel_line where order_id = ${orderId}`
  assert.equal(parcel?.quantity, 1)
})

test('how much goes as a parcel can be set', async () => {
  await using store = await open({ STORE_PARCEL_PIECES_MAX: '2' })
  await store.confirm(randomUUID(), 2)
  await store.confirm(randomUUID(), 3)
  const told = await store.emitted(delivery.shipped, { count: 2 })
  assert.deepEqual(
    told.map(({ carrier }) => carrier),
    ['Coastal Parcel', 'Overland Freight'],
  )
})

test('its customer finds the parcel with its carrier, others do not', async () => {
  await using store = await open()
  const orderId = randomUUID()
  await store.confirm(orderId, 21)
  const [told] = await store.emitted(delivery.shipped)
  const found = await store.as(ada).shipmentOf({ orderId })
  assert.ok(!isFault(found))
  assert.deepEqual([found.shipmentId, found.carrier], [told?.shipmentId, 'Overland Freight'])
  for (const reply of [
    await store.as({ ...ada, subject: 'c-1002' }).shipmentOf({ orderId }),
    await store.as(ada).shipmentOf({ orderId: randomUUID() }),
  ]) {
    assert.ok(isFault(reply))
    assert.equal(reply.code, 'unknownShipment')
  }
})
