import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orderOf } from './turns.ts'

test('two sides take turns there and back', () => {
  const orders = [0, 1, 2, 3].map((round) => orderOf(['a', 'b'], round).join(''))
  assert.deepEqual(orders, ['ab', 'ba', 'ba', 'ab'])
})

test('in six rounds each of three sides is twice at each place', () => {
  const orders = [0, 1, 2, 3, 4, 5].map((round) => orderOf(['a', 'b', 'c'], round))
  for (const side of ['a', 'b', 'c'])
    for (const place of [0, 1, 2])
      assert.equal(orders.filter((order) => order[place] === side).length, 2, `${side} at ${place}`)
})
