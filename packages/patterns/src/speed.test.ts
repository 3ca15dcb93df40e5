import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  answersOf,
  begin,
  consequencesOf,
  decide,
  openAreas,
  type Walk,
  waive,
  type WaivableAreaId,
} from './index.ts'

/** Milliseconds that a step may take while somebody waits at a screen. */
const stepMsMax = 5
const overrides = 300
const said = { reason: 'the first that can be taken', date: '2026-11-23' }

/** Answers whatever is open with the first pattern that can be taken, and times every call. */
function walkOn(from: Walk): { readonly walk: Walk; readonly callMs: readonly number[] } {
  const callMs: number[] = []
  let walk = from
  for (;;) {
    const [question] = time(() => openAreas(walk))
    if (question === undefined) return { walk, callMs }
    const { area, place } = question
    const offers = time(() => answersOf(walk, area, place))
    for (const { pattern } of offers) time(() => consequencesOf(walk, question, pattern))
    const answer = offers.find(({ isPossible }) => isPossible)?.pattern
    walk = time(() =>
      answer === undefined
        ? // Only what may be waived is ever without an answer: the walks at random show it.
          waive(walk, {
            area: area as WaivableAreaId,
            place,
            ...said,
            until: said.date,
          })
        : decide(walk, { area, place, answer, ...said }),
    )
  }

  function time<T>(call: () => T): T {
    const startedAt = performance.now()
    const result = call()
    callMs.push(performance.now() - startedAt)
    return result
  }
}

/** The middle, since on a machine that does other things too some calls wait for their turn. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

it('a step takes no time that one would notice, in a large system either', (t) => {
  const start = begin({ brownfield: true, polyglot: true, webUi: true })
  const shape = { area: 'architecture', answer: 'microservice-architecture', ...said } as const
  const small = walkOn(decide(start, shape))
  let walk = small.walk
  for (let index = 0; index < overrides; index += 1) {
    const place = `edge:s${index}>s${index + 1}` as const
    walk = decide(walk, { area: 'communication', place, answer: 'messaging', ...said })
  }
  const large = walkOn(walk)
  assert.ok(large.callMs.length > 10, 'the large system asked nothing')
  const [few, many] = [median(small.callMs), median(large.callMs)]
  const shown = `${few.toFixed(2)} ms, with ${overrides} overrides ${many.toFixed(2)} ms`
  t.diagnostic(`median of a call: ${shown}`)
  assert.ok(few <= stepMsMax && many <= stepMsMax, shown)
})
