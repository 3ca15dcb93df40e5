import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandom } from '@atoll/pipeline'
import { createSeededRandom, createSimulatedClock } from '@atoll/pipeline/simulated'
import {
  decideRestart,
  noRestarts,
  type ProcessEnd,
  type RestartHistory,
  restartRules,
} from './restart.ts'

const seed = Math.floor(systemRandom.next() * 2 ** 32)
const random = createSeededRandom(seed)
const crashed = (readyForMs: number | null): ProcessEnd => ({ readyForMs, isFinal: false })

function decideAll(ends: readonly ProcessEnd[], first: RestartHistory = noRestarts) {
  let history = first
  const decisions = ends.map((end) => {
    const decided = decideRestart(history, end, { random })
    history = decided.history
    return decided.decision
  })
  return { history, decisions }
}

test('the wait doubles from its least to its most, and chance takes at most half of it', () => {
  const { decisions } = decideAll(Array.from({ length: 12 }, () => crashed(1)))
  const waits = decisions.map((each) => (each.kind === 'restart' ? each.delayMs : -1))
  const whole = [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000, 10_000, 10_000]
  for (const [index, wait] of waits.entries()) {
    const most = whole[index] ?? 0
    assert.ok(wait >= most / 2 && wait <= most, `seed ${seed}: wait ${index} was ${wait}`)
  }
  assert.ok(new Set(waits.slice(7)).size > 1, `seed ${seed}: the waits do not differ`)
})

test('after exactly the healthy time the first wait comes again, one millisecond earlier it does not', () => {
  const tired = decideAll([crashed(1), crashed(1), crashed(1)]).history
  const wait = (readyForMs: number) => decideRestart(tired, crashed(readyForMs), { random }).history
  assert.equal(wait(restartRules.healthyMs).ends, 1)
  assert.equal(wait(restartRules.healthyMs - 1).ends, 4)
})

test('a program that never was ready is given up after its last first start', () => {
  const { decisions } = decideAll(
    Array.from({ length: restartRules.firstStartsMax }, () => crashed(null)),
  )
  assert.deepEqual(
    decisions.map(({ kind }) => kind),
    ['restart', 'restart', 'give-up'],
  )
})

test('one that was ready before gets more starts, and each ready one counts anew', () => {
  const unready = Array.from({ length: restartRules.laterStartsMax - 1 }, () => crashed(null))
  const { history, decisions } = decideAll([crashed(1), ...unready])
  assert.ok(decisions.every(({ kind }) => kind === 'restart'))
  assert.equal(decideRestart(history, crashed(null), { random }).decision.kind, 'give-up')
  const back = decideRestart(history, crashed(1), { random })
  assert.equal(back.decision.kind, 'restart')
  assert.equal(back.history.endsUnready, 0)
})

test('what a repetition does not cure is given up at once', () => {
  const { decision } = decideRestart(noRestarts, { readyForMs: null, isFinal: true }, { random })
  assert.equal(decision.kind, 'give-up')
})

test('on a simulated clock a program that falls each second keeps coming back, slowly', async () => {
  const clock = createSimulatedClock()
  let history = noRestarts
  let upMs = 0
  const live = () => {
    clock.timer(1_000, () => {
      upMs += 1_000
      const { history: next, decision } = decideRestart(history, crashed(1_000), { random })
      history = next
      if (decision.kind === 'restart') clock.timer(decision.delayMs, live)
    })
  }
  live()
  await clock.advance(3_600_000)
  const starts = history.ends
  assert.ok(starts > 3_600 / 11.1 && starts < 3_600 / 5.5, `seed ${seed}: ${starts} starts`)
  assert.equal(upMs, starts * 1_000)
})
