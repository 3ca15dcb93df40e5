import assert from 'node:assert/strict'
import test from 'node:test'
import { toReason } from './reason.ts'

test('what is short is named', () => {
  assert.equal(
    toReason('out_of_stock', 'Xerox 2'),
    'Out of stock: there is not enough of “Xerox 2”.',
  )
})

test('every obstacle has a sentence that its contract can hold', () => {
  const longest = 'x'.repeat(200)
  for (const obstacle of [
    'out_of_stock',
    'order_cancelled',
    'card_declined',
    'unknown_card',
  ] as const) {
    const reason = toReason(obstacle, longest)
    assert.match(reason, /^[A-Z].*\.$/)
    assert.ok(reason.length <= 300)
  }
})
