import assert from 'node:assert/strict'
import test from 'node:test'
import { readPriceList } from '../../../supplier/price-list.ts'
import { openingStock } from './opening-stock.ts'

const pieces = (await readPriceList()).map(({ id }) => openingStock(id))

test('the opening stock of a product is always the same', () => {
  assert.equal(openingStock('FUR-CH-10000454'), openingStock('FUR-CH-10000454'))
  assert.ok(new Set(pieces).size > 50)
})

test('there are 20 to 120 pieces, or 0 to 3', () => {
  assert.deepEqual(
    pieces.filter((count) => !(count >= 0 && count <= 3) && !(count >= 20 && count <= 120)),
    [],
  )
  assert.equal(Math.max(...pieces), 120)
})

test('some products are nearly gone, and each way of it is there', () => {
  const scarce = pieces.filter((count) => count <= 3)
  assert.ok(scarce.length > 20 && scarce.length < 100, `${scarce.length} are scarce`)
  assert.deepEqual(new Set(scarce), new Set([0, 1, 2, 3]))
})
