import assert from 'node:assert/strict'
import test from 'node:test'
import { mergeLines, priceLines, totalOf } from './lines.ts'

const usd = (amount: number) => ({ amount, currency: 'USD' as const })

test('lines of the same product become one, where the first of them stood', () => {
  const lines = [
    { sku: 'b', quantity: 1 },
    { sku: 'a', quantity: 2 },
    { sku: 'b', quantity: 3 },
  ]
  assert.deepEqual(mergeLines(lines), [
    { sku: 'b', quantity: 4 },
    { sku: 'a', quantity: 2 },
  ])
})

test('lines of different products stay as they are', () => {
  const lines = [
    { sku: 'a', quantity: 1 },
    { sku: '__proto__', quantity: 2 },
  ]
  assert.deepEqual(mergeLines(lines), lines)
})

test('prices find their lines whatever order they come in', () => {
  const lines = [
    { sku: 'a', quantity: 2 },
    { sku: 'b', quantity: 1 },
  ]
  const prices = [
    { sku: 'b', name: 'Binder', price: usd(305) },
    { sku: 'a', name: 'Lamp', price: usd(1250) },
  ]
  const priced = priceLines(lines, prices)
  assert.deepEqual(
    priced.map(({ name, price }) => [name, price]),
    [
      ['Lamp', 1250],
      ['Binder', 305],
    ],
  )
  assert.equal(totalOf(priced), 2 * 1250 + 305)
})

test('a line without a price is never sold for nothing', () => {
  assert.throws(() => priceLines([{ sku: 'a', quantity: 1 }], []), /no price for a/)
})
