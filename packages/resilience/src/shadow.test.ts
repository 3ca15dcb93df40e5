import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createBreaker } from './breaker.ts'
import type { RecordedCall } from './call-record.ts'
import { outcome } from './outcome.ts'
import { findThresholds, replay } from './shadow.ts'
import { watch } from './testing.ts'
import { thresholdsDefault } from './thresholds.ts'

/** Ten calls a second for four minutes; in the first five seconds of each minute the callee is down. */
const minutes = 4
const callsPerMinute = 600
const downCalls = 50

function outages(latencyMs = 1): RecordedCall[] {
  return Array.from({ length: minutes * callsPerMinute }, (_, index) => ({
    endedAt: index * 100 + latencyMs,
    latencyMs,
    outcome: index % callsPerMinute < downCalls ? outcome.failure : outcome.success,
  }))
}

const inRow = { ...thresholdsDefault, failurePercent: null }

test('four outages open the circuit exactly four times', () => {
  const trial = replay(outages(), inRow)
  // Five failures are sent, 45 are spared; it is open for five seconds, so that five good calls are refused too.
  assert.deepEqual(trial, {
    openings: 4,
    refused: 4 * 50,
    refusedInVain: 4 * 5,
    failuresSent: 4 * 5,
  })
})

test('a circuit that probes sooner opens again while the outage lasts', () => {
  const trial = replay(outages(), { ...inRow, openMs: 1_000 })
  // At 0.4 s, and after probes at 1.5, 2.6, 3.7 and 4.8 s.
  assert.equal(trial.openings, 4 * 5)
  assert.equal(trial.failuresSent, 4 * 9)
})

test('thresholds that are never met open nothing and send every failure', () => {
  assert.deepEqual(replay(outages(), { ...inRow, failuresInRow: 100 }), {
    openings: 0,
    refused: 0,
    refusedInVain: 0,
    failuresSent: 4 * downCalls,
  })
})

test('a failure counts when it ends, not when it began', () => {
  // Each takes two seconds: twenty have begun before the first of them is known.
  const trial = replay(outages(2_000), { ...inRow, openMs: 15_000 })
  assert.equal(trial.openings, 4)
  assert.equal(trial.failuresSent, 4 * 24)
})

test('what an operator holds is let go', () => {
  assert.equal(replay(outages(), { ...inRow, forced: 'closed' }).openings, 4)
})

test('what would have done better is proposed, with reasons in sentences', () => {
  const record = { name: 'catalog.priceOf', thresholds: { ...inRow, failuresInRow: 20 } }
  const finding = findThresholds({ ...record, calls: outages() }, inRow)
  assert.ok(finding.proposal !== null)
  assert.equal(finding.proposal.thresholds.failuresInRow, 3)
  const cost = (trial: typeof finding.now) => trial.refusedInVain + trial.failuresSent
  assert.ok(cost(finding.proposal.trial) < cost(finding.now))
  assert.deepEqual(finding.says.slice(0, 3), [
    'catalog.priceOf: 2400 calls within 239.9 s are remembered, 200 of them failed.',
    'As it is set, the circuit would have opened 4 times, not sent 200 calls (80 of them in vain), and sent 80 that failed.',
    'With what you ask about, the circuit would have opened 4 times, not sent 200 calls (20 of them in vain), and sent 20 that failed.',
  ])
  assert.match(
    finding.says[3] ?? '',
    /^Proposed: failuresInRow 3[;,] .*the circuit would have opened/,
  )
})

test('nothing is proposed where nothing failed, or nothing was called', () => {
  const calls = outages().filter((call) => call.outcome === outcome.success)
  const record = { name: 'catalog.priceOf', thresholds: thresholdsDefault }
  const fine = findThresholds({ ...record, calls }, null)
  assert.deepEqual([fine.proposal, fine.now.openings], [null, 0])
  assert.match(fine.says.at(-1) ?? '', /nothing to learn/)
  assert.match(
    findThresholds({ ...record, calls: [] }, null).says[0] ?? '',
    /no call is remembered/,
  )
})

test('what a breaker recorded, played again under its own thresholds, opens as often as it did', async () => {
  const clock = createSimulatedClock()
  const breaker = createBreaker({ clock, thresholds: { default: { failurePercent: null } } })
  // Four outages of four calls beyond those that open it: the fifth is refused, so that record and truth are one.
  for (let outage = 0; outage < 4; outage += 1) {
    for (let call = 0; call < 5; call += 1) {
      await watch(breaker.run('billing', () => Promise.reject(new Error('down'))))
      await clock.advance(10)
    }
    await clock.advance(5_000)
    await watch(breaker.run('billing', () => 5))
  }
  const [record] = breaker.records()
  assert.ok(record !== undefined)
  assert.equal(breaker.circuits()[0]?.openings, 4)
  assert.equal(replay(record.calls, record.thresholds).openings, 4)
})
