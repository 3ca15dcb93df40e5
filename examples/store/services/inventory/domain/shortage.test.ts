import assert from 'node:assert/strict'
import test from 'node:test'
import { findShortage } from './shortage.ts'

const available = new Map([
  ['a', 2],
  ['b', 0],
])

test('everything is there up to the last piece', () => {
  assert.equal(findShortage([{ sku: 'a', quantity: 2 }], available), null)
})

test('one piece too many is a shortage', () => {
  const line = { sku: 'a', quantity: 3 }
  assert.equal(findShortage([line], available), line)
})

test('the first line that is short is named', () => {
  const lines = ['a', 'b', 'c'].map((sku) => ({ sku, quantity: 1 }))
  assert.equal(findShortage(lines, available)?.sku, 'b')
})

test('of a product that was never in stock there is nothing', () => {
  assert.equal(findShortage([{ sku: 'c', quantity: 1 }], available)?.sku, 'c')
})
