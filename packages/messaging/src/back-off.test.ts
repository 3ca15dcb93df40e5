import assert from 'node:assert/strict'
import { it } from 'node:test'
import { retryDelayMs, retryDelayMsMax, retryDelayMsMin } from './back-off.ts'

it('doubles from the shortest to the longest delay and stays there', () => {
  const longest = (attempt: number) => retryDelayMs(attempt, { next: () => 1 })
  assert.deepEqual([1, 2, 3].map(longest), [
    retryDelayMsMin,
    2 * retryDelayMsMin,
    4 * retryDelayMsMin,
  ])
  assert.equal(longest(8), retryDelayMsMax)
  assert.equal(longest(1_000_000), retryDelayMsMax)
})

it('takes at least half of the delay', () => {
  assert.equal(retryDelayMs(1, { next: () => 0 }), retryDelayMsMin / 2)
})
