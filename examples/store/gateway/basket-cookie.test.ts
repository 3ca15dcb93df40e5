import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { quantityMax } from '../pages/index.ts'
import {
  basketLinesMax,
  changeBasket,
  countOf,
  isSku,
  parseBasket,
  toBasketCookie,
} from './basket-cookie.ts'

const sku = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/)
const quantity = fc.integer({ min: 1, max: quantityMax })
const baskets = fc
  .array(fc.tuple(sku, quantity), { maxLength: basketLinesMax })
  .map((lines) => new Map(lines))
const change = fc.record({ sku, quantity: fc.nat(500), adds: fc.boolean() })

const valueOf = (cookie: string) => /^basket=([^;]*);/.exec(cookie)?.[1] ?? null

test('what is written is read again, and is a value that a cookie may have', () => {
  fc.assert(
    fc.property(baskets, (basket) => {
      const value = valueOf(toBasketCookie(basket))
      assert.match(value ?? '', /^[\w*.-]*$/)
      assert.deepEqual(parseBasket(value), basket)
    }),
  )
})

test('whatever a visitor sends as the cookie is a basket within its bounds', () => {
  const part = fc.oneof(
    fc.string(),
    fc.tuple(sku, fc.integer({ min: -5, max: 120 })).map(([id, n]) => `${id}*${n}`),
  )
  const texts = fc.array(part, { maxLength: 200, size: 'max' }).map((parts) => parts.join('.'))
  fc.assert(
    fc.property(texts, (text) => {
      const basket = parseBasket(text)
      assert.ok(basket.size <= basketLinesMax)
      for (const [id, count] of basket) {
        assert.ok(isSku(id))
        assert.ok(Number.isInteger(count) && count >= 1 && count <= quantityMax)
      }
    }),
  )
})

test('no change leads beyond the bounds of a basket', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
      const basket = changes.reduce(changeBasket, new Map<string, number>())
      assert.ok(basket.size <= basketLinesMax)
      for (const count of basket.values()) assert.ok(count >= 1 && count <= quantityMax)
      assert.deepEqual(parseBasket(valueOf(toBasketCookie(basket))), basket)
    }),
  )
})

test('a change touches its product alone', () => {
  fc.assert(
    fc.property(baskets, change, (basket, one) => {
      const changed = changeBasket(basket, one)
      for (const [id, count] of basket) if (id !== one.sku) assert.equal(changed.get(id), count)
      const had = basket.get(one.sku) ?? 0
      const wanted = Math.min(quantityMax, one.quantity + (one.adds ? had : 0))
      const isFull = !basket.has(one.sku) && basket.size >= basketLinesMax
      assert.equal(changed.get(one.sku) ?? 0, isFull ? 0 : wanted)
    }),
  )
})

test('an empty basket takes its cookie away', () => {
  assert.equal(toBasketCookie(new Map()), 'basket=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0')
  assert.equal(
    countOf(
      new Map([
        ['a', 2],
        ['b', 3],
      ]),
    ),
    5,
  )
})

test('a full basket takes nothing new, and the last line before it does', () => {
  const lines = Array.from({ length: basketLinesMax }, (_, n) => [`sku-${n}`, 1] as const)
  const add = { sku: 'new', quantity: 1, adds: true }
  assert.equal(changeBasket(new Map(lines), add).size, basketLinesMax)
  assert.equal(changeBasket(new Map(lines.slice(1)), add).get('new'), 1)
})

test('the fullest basket fits a cookie', () => {
  const lines = Array.from(
    { length: basketLinesMax },
    (_, n) => [`${'s'.repeat(38)}${n + 10}`, 99] as const,
  )
  assert.ok(toBasketCookie(new Map(lines)).length <= 4096)
})
