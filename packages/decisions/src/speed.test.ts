import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Decisions, type RecordedDecision, withRecord } from '@atoll/system'
import {
  aboutKeys,
  beginInterview,
  type Interview,
  spotOf,
  takeDefault,
  takeDefaults,
  tell,
} from './interview.ts'
import { progressOf } from './interview-progress.ts'
import { detailsOf, questionOf } from './interview-question.ts'
import { printDecisions } from './print.ts'

/** Milliseconds that a step may take while somebody waits at a screen. */
const stepMsMax = 5
const overrides = 100
const today = '2026-11-23'

/** Everything that happens between two keys: a reply, the next question, each of its answers, how far it is, the file. */
function walkOn(from: Interview): readonly number[] {
  const callMs: number[] = []
  const time = <T>(call: () => T): T => {
    // Time of this process alone: what else the machine does is nobody's step.
    const before = process.cpuUsage()
    const result = call()
    const { user, system } = process.cpuUsage(before)
    callMs.push((user + system) / 1000)
    return result
  }
  let now = from
  for (let spot = spotOf(now); spot !== null; spot = spotOf(now)) {
    const at = spot
    const question = time(() => questionOf(now))
    assert.ok(question?.kind === 'area')
    for (const { pattern } of question.options) time(() => detailsOf(now, at, pattern))
    time(() => progressOf(now))
    now = time(() => takeDefault(now))
    time(() => printDecisions(now.decisions))
  }
  return callMs
}

/** The middle, since some calls meet what cleans up the memory. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function started(decisions: Decisions | null): Interview {
  const begun = beginInterview({ decisions, language: 'en', today })
  return aboutKeys.reduce((now, key) => tell(now, key, true), begun)
}

it('a step takes no time that one would notice, in a large system either', (t) => {
  const [answer] = [takeDefaults(started(null)).decisions.communication]
  const record = (index: number): RecordedDecision => ({
    area: 'partial-failure',
    place: `edge:s${index}>s${index + 1}`,
    said: [{ pattern: 'circuit-breaker', adapter: 'resilience', reason: 'A test.', date: today }],
  })
  assert.ok(answer !== undefined)
  const large = Array.from({ length: overrides }, (_, index) => record(index)).reduce(
    withRecord,
    started(null).decisions,
  )
  const few = median(walkOn(started(null)))
  const many = median(walkOn(started(large)))
  const shown = `${few.toFixed(2)} ms, with ${overrides} overrides ${many.toFixed(2)} ms`
  t.diagnostic(`median of a call: ${shown}`)
  assert.ok(few <= stepMsMax && many <= stepMsMax, shown)
})
