/** What is told apart is more than noise: seeded rounds without a difference are told alike, with one they are not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { medianOf, quantile, ratioOf, standingOf, toFigure, toSpread } from './figures.ts'

test('the middle, a quantile and the ratio of rounds', () => {
  assert.equal(medianOf([3, 1, 2]), 2)
  assert.equal(medianOf([4, 1, 2, 3]), 2.5)
  assert.equal(quantile([1, 2, 3, 4], 0.99), 4)
  assert.equal(ratioOf([2, 4, 9], [1, 2, 3]), 2)
  assert.equal(toFigure(18_240.4), '18,240')
  assert.equal(toSpread([2, 0.5]), '0.50 – 2.00')
})

test('a difference in every round that is larger than the noise is told, in its direction', () => {
  assert.equal(standingOf([20, 21, 22, 20, 21], [10, 11, 10, 11, 10]), 'more')
  assert.equal(standingOf([10, 11, 10, 11, 10], [20, 21, 22, 20, 21]), 'less')
  assert.equal(standingOf([5, 5, 5], [0, 0, 0]), 'more', 'nothing on one side has no ratio')
})

test('what the rounds cannot tell is not told: one round, the same figures, more noise than difference', () => {
  assert.equal(standingOf([20], [10]), 'no-difference')
  assert.equal(standingOf([7, 7, 7], [7, 7, 7]), 'no-difference')
  assert.equal(standingOf([20, 5, 30, 8, 12], [10, 9, 11, 10, 10]), 'no-difference')
  assert.equal(standingOf([Number.NaN, 2], [1, 1]), 'no-difference')
})

test('without a difference about one comparison in a hundred tells one', () => {
  const random = createSeededRandom(7)
  const noise = () => 100 * Math.exp(0.2 * (random.next() + random.next() + random.next() - 1.5))
  const runs = 3_000
  let told = 0
  for (let run = 0; run < runs; run += 1) {
    const [one, other] = [Array.from({ length: 5 }, noise), Array.from({ length: 5 }, noise)]
    if (standingOf(one, other) !== 'no-difference') told += 1
  }
  assert.ok(told > runs * 0.003 && told < runs * 0.02, `${told} of ${runs}`)
})
