/** What becomes of an order, for each thing that a card or a shelf may do. */
import assert from 'node:assert/strict'
import { until } from '@atoll/testkit'
import {
  findProduct,
  type Ground,
  placeOrder,
  readProduct,
  signIn,
  statusesOf,
  untilFinal,
} from '../shop.ts'
import type { Journey } from './journey.ts'

/** The journeys of orders. */
export const orderJourneys: readonly Journey[] = [
  { title: 'an order with a good card is shipped, and its pieces are gone', run: shipped },
  { title: 'a declined card cancels, with the reason, and the pieces are back', run: declined },
  { title: 'an order of more than there is is cancelled, with the product named', run: outOfStock },
  { title: 'a slow card is waited for', run: slow },
  { title: 'a provider that is away is asked again until the order is shipped', run: unavailable },
]

const good = ['placed', 'reserved', 'paid', 'confirmed', 'shipped']

async function order(ground: Ground, card: 'approve' | 'decline' | 'slow' | 'unavailable') {
  const token = await signIn(ground)
  const product = await findProduct(ground)
  const lines = [{ sku: product.sku, quantity: 2 }]
  const orderId = await placeOrder(ground, { token, lines, card })
  const final = await untilFinal(ground, { token, orderId }, 40_000)
  return { product, final, token, orderId }
}

const availableNow = async (ground: Ground, sku: string) =>
  (await readProduct(ground, sku)).stock?.available

async function shipped(ground: Ground): Promise<void> {
  const { product, final } = await order(ground, 'approve')
  assert.deepEqual(statusesOf(final), good)
  assert.deepEqual(
    final.history.map(({ n }) => n),
    [1, 2, 3, 4, 5],
  )
  const times = final.history.map(({ at }) => Date.parse(at))
  assert.deepEqual(
    times,
    times.toSorted((one, other) => one - other),
  )
  assert.deepEqual(final.total, { amount: product.price.amount * 2, currency: 'USD' })
  assert.equal(await availableNow(ground, product.sku), (product.stock?.available ?? 0) - 2)
}

async function declined(ground: Ground): Promise<void> {
  const { product, final } = await order(ground, 'decline')
  assert.equal(final.status, 'cancelled')
  assert.equal(final.history.at(-1)?.reason, 'The card was declined.')
  await until(async () => (await availableNow(ground, product.sku)) === product.stock?.available, {
    what: 'the pieces to be back',
  })
}

async function outOfStock(ground: Ground): Promise<void> {
  const token = await signIn(ground)
  const [plenty, scarce] = [await findProduct(ground), await findProduct(ground)]
  const few = scarce.stock?.available ?? 0
  // All but a few pieces are bought first, where one order of 99 pieces would not be too much.
  const first = Math.min(few, 99)
  const lines = [{ sku: scarce.sku, quantity: first }]
  const bought = await placeOrder(ground, { token, lines })
  await untilFinal(ground, { token, orderId: bought })
  const orderId = await placeOrder(ground, {
    token,
    lines: [
      { sku: plenty.sku, quantity: 1 },
      { sku: scarce.sku, quantity: Math.min(few - first + 1, 99) },
    ],
  })
  const final = await untilFinal(ground, { token, orderId })
  assert.deepEqual(statusesOf(final), ['placed', 'cancelled'])
  const reason = final.history.at(-1)?.reason ?? ''
  assert.match(reason, /^Out of stock/)
  assert.ok(reason.includes(scarce.name), `${reason} names ${scarce.name}`)
  assert.equal(await availableNow(ground, plenty.sku), plenty.stock?.available)
}

async function slow(ground: Ground): Promise<void> {
  const { final } = await order(ground, 'slow')
  assert.deepEqual(statusesOf(final), good)
  const [reserved, paid] = ['reserved', 'paid'].map((status) =>
    Date.parse(final.history.find((entry) => entry.status === status)?.at ?? ''),
  )
  assert.ok((paid ?? 0) - (reserved ?? 0) > 1_000, 'the provider took its time')
}

async function unavailable(ground: Ground): Promise<void> {
  const { final } = await order(ground, 'unavailable')
  assert.deepEqual(statusesOf(final), good)
}
