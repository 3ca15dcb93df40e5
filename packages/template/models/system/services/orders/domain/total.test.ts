import assert from 'node:assert/strict'
import test from 'node:test'
import { manyPieces, totalOf } from './total.ts'

test('a piece less than many costs the full price, many cost less', () => {
  assert.equal(totalOf(100, manyPieces - 1), 900)
  assert.equal(totalOf(100, manyPieces), 950)
})

test('half a cent goes to the customer', () => assert.equal(totalOf(1, 10), 9))
