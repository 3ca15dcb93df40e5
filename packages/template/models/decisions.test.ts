/** What a new system has decided: the default of each area that is met, for the reason that the defaults have. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { printDecisions } from '@atoll/decisions'
import { areas, conflictsOf, defaultOf, openAreas, type Walk } from '@atoll/patterns'
import { adaptersOf, type Decisions, recordsOf, walkOf, withRecord } from '@atoll/system'
import { decisions } from './system/decisions.ts'

const date = '2026-11-23'
const waivedUntil = '2027-11-23'
/** More areas than there are. */
const stepsMax = 100

const isBuilt = (pattern: Parameters<typeof adaptersOf>[0]) => adaptersOf(pattern).length > 0

/** One more area with its default; null where none is open. */
function step(made: Decisions, walk: Walk): Decisions | null {
  const [question] = openAreas(walk)
  if (question === undefined) return null
  const { area, place } = question
  const { answers, why } = defaultOf(walk, { area, place }, isBuilt)
  const reason = why.en
  const taken = areas[area].choose === 'some' ? answers : answers.slice(0, 1)
  if (taken.length === 0)
    return withRecord(made, { area, place, said: { waivedUntil, reason, date } })
  const said = taken.map((pattern) => ({
    pattern,
    adapter: adaptersOf(pattern)[0] ?? 'planned',
    reason,
    date,
  }))
  return withRecord(made, { area, place, said })
}

test('everything is decided, by default', () => {
  const { about, messaging, communication } = decisions
  let made: Decisions = { about, messaging, communication }
  for (let steps = 0; ; steps += 1) {
    assert.ok(steps < stepsMax, 'the walk does not end')
    const next = step(made, walkOf(made))
    if (next === null) break
    made = next
  }
  assert.deepEqual(
    new Map(recordsOf(decisions).map((each) => [each.area, each])),
    new Map(recordsOf(made).map((each) => [each.area, each])),
  )
  assert.deepEqual(conflictsOf(walkOf(decisions)), [])
})

test('they are written as the tool writes them, so that its first change is no rewrite', () => {
  const file = new URL('./system/decisions.ts', import.meta.url)
  assert.equal(readFileSync(file, 'utf8'), printDecisions(decisions))
})
