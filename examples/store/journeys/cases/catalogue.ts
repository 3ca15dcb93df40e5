/** Looking around: lists page by page, products with their stock. */
import assert from 'node:assert/strict'
import {
  type Answer,
  ask,
  findProduct,
  type Ground,
  placeOrder,
  type Problem,
  type Product,
  readProduct,
  signIn,
} from '../shop.ts'
import type { Journey } from './journey.ts'

/** The journeys of lists and products. */
export const catalogueJourneys: readonly Journey[] = [
  { title: 'all products are listed page by page, each once', run: products },
  { title: 'a search finds the beginnings of words, in a category too', run: search },
  { title: 'orders are listed newest first, page by page', run: orders },
  { title: 'a product comes with its stock', run: product },
  { title: 'a product that is not sold is 404', run: unknown },
  { title: 'limits of a page: 100 are given, 0 and 101 refused', run: limits },
]

interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

async function pages<T>(ground: Ground, path: string, token?: string): Promise<T[][]> {
  const all: T[][] = []
  let after: string | null = null
  do {
    const more = after === null ? '' : `&after=${after}`
    const answer: Answer<Page<T>> = await ask(ground, `${path}${more}`, { token: token ?? null })
    assert.equal(answer.status, 200)
    all.push([...answer.body.items])
    after = answer.body.next
  } while (after !== null)
  return all
}

async function products(ground: Ground): Promise<void> {
  const all = await pages<Product>(ground, '/api/products?limit=100')
  const skus = all.flat().map(({ sku }) => sku)
  assert.equal(skus.length, 1862)
  assert.equal(new Set(skus).size, skus.length)
  for (const page of all.slice(0, -1)) assert.equal(page.length, 100)
}

async function search(ground: Ground): Promise<void> {
  const found = await pages<Product>(ground, '/api/products?limit=100&query=chair')
  assert.ok(found.flat().length > 10)
  for (const { name } of found.flat()) assert.match(name, /chair/i)
  const none = await pages<Product>(ground, '/api/products?limit=100&query=chair&category=Phones')
  assert.ok(none.flat().length < found.flat().length)
}

async function orders(ground: Ground): Promise<void> {
  const token = await signIn(ground, 'katherine@example.com')
  const { sku } = await findProduct(ground)
  const placed: string[] = []
  for (let count = 0; count < 5; count++)
    placed.unshift(await placeOrder(ground, { token, lines: [{ sku, quantity: 1 }] }))
  const listed = await pages<{ id: string }>(ground, '/api/orders?limit=2', token)
  const ids = listed.flat().map(({ id }) => id)
  assert.deepEqual(ids.slice(0, placed.length), placed)
  assert.equal(new Set(ids).size, ids.length)
}

async function product(ground: Ground): Promise<void> {
  const found = await findProduct(ground)
  const { sku, name, price, stock } = await readProduct(ground, found.sku)
  assert.deepEqual([sku, stock?.sku], [found.sku, found.sku])
  assert.ok(name.length > 0 && price.amount > 0 && price.currency === 'USD')
  const { headers } = await ask(ground, `/api/products/${sku}`)
  assert.equal(headers.get('x-partial'), null)
}

async function unknown(ground: Ground): Promise<void> {
  const { status, body } = await ask<Problem>(ground, '/api/products/NO-SUCH-THING')
  assert.deepEqual([status, body.code], [404, 'catalog.unknown_product'])
}

async function limits(ground: Ground): Promise<void> {
  for (const limit of [0, 101]) {
    const { status, body } = await ask<Problem>(ground, `/api/products?limit=${limit}`)
    assert.deepEqual([status, body.code], [400, 'invalid_input'])
  }
  const { body } = await ask<Page<Product>>(ground, '/api/products?limit=100')
  assert.equal(body.items.length, 100)
}
