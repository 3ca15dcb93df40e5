/** Who is charged, when and how often, with payments alone. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { openService, until } from '@atoll/testkit'
import { inventory } from '../../contracts/inventory.ts'
import { toMoney } from '../../contracts/money.ts'
import { orders } from '../../contracts/orders.ts'
import { type Card, payments } from '../../contracts/payments.ts'
import { service } from './service.ts'

const ada = { subject: 'c-1001', scopes: ['orders:write'] }

async function open(retryPausesMs?: readonly number[]) {
  const opened = await openService(service, {
    contract: payments,
    ...(retryPausesMs === undefined ? {} : { retryPausesMs }),
  })
  const keep = async (card: Card) => (await opened.as(ada).keepCard({ card })).cardReference
  const place = (orderId: string, cardReference: string, customerId = ada.subject) => {
    const lines = [{ sku: 'CHAIR', quantity: 1 }]
    const data = { orderId, customerId, lines, total: toMoney(1250), cardReference, n: 1 }
    return opened.publish(orders.orderPlaced, data)
  }
  const reserve = (orderId: string) => opened.publish(inventory.stockReserved, { orderId })
  const cancel = (orderId: string) =>
    opened.publish(orders.orderCancelled, { orderId, reason: 'Because.', n: 2 })
  const balance = async () => {
    const rows = await opened.sql<{ account: string; amount: number }>`
      select account, sum(amount)::int as amount from ledger group by account order by account`
    return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]))
  }
  const charges = () => opened.sql<{ amount: number; refunded: boolean }>`
    select amount, refunded_at is not null as refunded from provider.charge`
  return { ...opened, keep, place, reserve, cancel, balance, charges }
}

for (const [title, first] of [
  ['the order is heard first', 'place'],
  ['its stock is heard first', 'reserve'],
] as const)
  test(`an order is charged once, in full, when ${title}`, async () => {
    await using store = await open()
    const orderId = randomUUID()
    const card = await store.keep('approve')
    if (first === 'place') await store.place(orderId, card)
    await store.reserve(orderId)
    if (first === 'reserve') await store.place(orderId, card)
    const told = await store.emitted(payments.paymentCaptured, { count: 0 })
    assert.deepEqual(told, [{ orderId, amount: toMoney(1250) }])
    assert.deepEqual(await store.balance(), { customer: -1250, store: 1250 })
    assert.deepEqual(await store.charges(), [{ amount: 1250, refunded: false }])
  })

test('both halves at once still charge once', async () => {
  await using store = await open()
  const card = await store.keep('approve')
  const all = Array.from({ length: 8 }, () => randomUUID())
  // A half that loses the race is tried again by the service itself, which parks it: that is no failure here.
  await Promise.allSettled(all.flatMap((id) => [store.place(id, card), store.reserve(id)]))
  const told = await store.emitted(payments.paymentCaptured, { count: all.length })
  assert.equal(told.length, all.length)
  assert.deepEqual(await store.balance(), { customer: -1250 * 8, store: 1250 * 8 })
})

test('a declined card is refused with its reason, and no money moves', async () => {
  await using store = await open()
  const orderId = randomUUID()
  await store.place(orderId, await store.keep('decline'))
  await store.reserve(orderId)
  const told = await store.emitted(payments.paymentRefused)
  assert.deepEqual(told, [{ orderId, reason: 'card_declined' }])
  assert.deepEqual(await store.charges(), [])
})

test('nobody pays with the card of somebody else, or with one that was never kept', async () => {
  await using store = await open()
  const [foreign, none] = [randomUUID(), randomUUID()]
  await store.place(foreign, await store.keep('approve'), 'c-1002')
  await store.reserve(foreign)
  await store.place(none, randomUUID())
  await store.reserve(none)
  const told = await store.emitted(payments.paymentRefused, { count: 2 })
  assert.deepEqual(new Set(told.map(({ reason }) => reason)), new Set(['unknown_card']))
  assert.deepEqual(await store.charges(), [])
})

test('an order that is cancelled after its payment is refunded, once', async () => {
  await using store = await open()
  const orderId = randomUUID()
  await store.place(orderId, await store.keep('approve'))
  await store.reserve(orderId)
  await store.cancel(orderId)
  await store.cancel(orderId)
  const told = await store.emitted(payments.paymentRefunded, { count: 0 })
  assert.deepEqual(told, [{ orderId, amount: toMoney(1250) }])
  assert.deepEqual(await store.balance(), { customer: 0, store: 0 })
  assert.deepEqual(await store.charges(), [{ amount: 1250, refunded: true }])
})

test('an order that is cancelled before anything else was heard is never charged', async () => {
  await using store = await open()
  const orderId = randomUUID()
  await store.cancel(orderId)
  await store.reserve(orderId)
  await store.place(orderId, await store.keep('approve'))
  assert.deepEqual(await store.emitted(payments.paymentCaptured, { count: 0 }), [])
  assert.deepEqual(await store.charges(), [])
})

test('a provider that does not answer is asked again until it does', async () => {
  await using store = await open([100, 500, 1000, 2000, 4000, 4000, 4000, 4000])
  const orderId = randomUUID()
  await store.place(orderId, await store.keep('unavailable'))
  await assert.rejects(store.reserve(orderId), /provider_unavailable/)
  const told = await store.emitted(payments.paymentCaptured, { withinMs: 30_000 })
  assert.deepEqual(told, [{ orderId, amount: toMoney(1250) }])
  await until(async () => (await store.sql`select 1 from atoll.parked`).length === 0)
})
