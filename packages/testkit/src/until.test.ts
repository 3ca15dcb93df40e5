/** Waiting: what counts as true, how it ends, and what it says when it ends in vain. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { until } from './until.ts'

test('the first answer that is not false, null or undefined is returned; 0 and empty text are answers', async () => {
  const answers = [false, null, undefined, 0]
  assert.equal(await until(() => answers.shift()), 0)
  assert.equal(await until(() => ''), '')
})

test('a condition that throws does not hold yet', async () => {
  let looks = 0
  await until(() => {
    looks += 1
    assert.equal(looks, 3)
    return true
  })
  assert.equal(looks, 3)
})

test('it looks once more at its limit, and then says what it waited for and why it did not hold', async () => {
  const clock = createSimulatedClock()
  let looks = 0
  const waiting = until(
    () => {
      looks += 1
      throw new Error('too few')
    },
    { withinMs: 100, clock, what: 'an order', explain: () => 'the log' },
  )
  const refused = assert.rejects(waiting, {
    message: 'Waited 100 ms in vain for an order. The last look failed: too few\nthe log',
  })
  await clock.advance(99)
  const before = looks
  await clock.advance(1)
  assert.equal(looks, before + 1)
  await refused
  assert.equal(clock.pending, 0)
})

test('it looks at least once, however little time there is', async () => {
  assert.equal(await until(() => 'here', { withinMs: 0 }), 'here')
})
