import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Default, defaultOf } from './default.ts'
import { type AreaId, areas } from './graph/areas.ts'
import { defaults } from './graph/defaults.ts'
import type { PatternId } from './graph/pattern-ids.ts'
import { texts } from './languages.ts'
import { conflictsOf } from './loop/conflict.ts'
import { idleChoices, metAreas, openAreas } from './loop/met.ts'
import { begin, decide, type WaivableAreaId, waive } from './loop/steps.ts'
import type { Description, Walk } from './loop/walk.ts'

const date = '2026-11-23'
const until = '2027-11-23'
/** More areas than there are. */
const stepsMax = 100

const descriptions = [true, false].flatMap((brownfield) =>
  [true, false].flatMap((polyglot) =>
    [true, false].map((webUi): Description => ({ brownfield, polyglot, webUi })),
  ),
)
const shapes = ['microservice-architecture', 'monolithic-architecture'] as const

function start(system: Description, shape: (typeof shapes)[number]): Walk {
  return decide(begin(system), { area: 'architecture', answer: shape, reason: 'a test', date })
}

/** Takes the default of whatever is open until nothing is. */
function walkByDefaults(from: Walk, isBuilt?: (pattern: PatternId) => boolean): Walk {
  let walk = from
  for (let steps = 0; ; steps += 1) {
    assert.ok(steps < stepsMax, 'a walk by defaults does not end')
    const [question] = openAreas(walk)
    if (question === undefined) return walk
    walk = take(walk, question.area, defaultOf(walk, question, isBuilt))
  }
}

function take(walk: Walk, area: AreaId, { answers, why }: Default): Walk {
  const [first] = answers
  if (first === undefined)
    return waive(walk, { area: area as WaivableAreaId, reason: why.en, date, until })
  // Of an area left open the types do not tell whether several may be taken; the graph does.
  const answer = (areas[area].choose === 'some' ? answers : first) as never
  return decide(walk, { area, answer, reason: why.en, date })
}

function endsOf(walk: Walk, end: string): readonly AreaId[] {
  return metAreas(walk)
    .filter((each) => each.end === end)
    .map(({ area }) => area)
}

describe('a walk by defaults', () => {
  for (const shape of shapes)
    for (const system of descriptions)
      it(`leaves nothing open: ${shape}, ${JSON.stringify(system)}`, () => {
        const walk = walkByDefaults(start(system, shape))
        assert.deepEqual(openAreas(walk), [])
        assert.deepEqual(conflictsOf(walk), [])
        assert.deepEqual(idleChoices(walk), [])
        // What is accepted is accepted on purpose, everything else has an answer.
        for (const area of endsOf(walk, 'waived')) assert.equal(areas[area].choose, 'revisit', area)
      })

  it('begins with services, where nothing was said at all', () => {
    const walk = begin({ brownfield: false, polyglot: false, webUi: false })
    assert.deepEqual(defaultOf(walk, { area: 'architecture' }).answers, [
      'microservice-architecture',
    ])
  })

  it('puts off what nobody built, and says how one lives with that', () => {
    const from = start({ brownfield: true, polyglot: true, webUi: true }, shapes[0])
    const walk = walkByDefaults(from, () => false)
    assert.deepEqual(openAreas(walk), [])
    assert.ok(endsOf(walk, 'waived').includes('errors'))
    const { answers, why } = defaultOf(from, { area: 'errors' }, () => false)
    assert.deepEqual(answers, [])
    assert.deepEqual(why, { en: texts.en.meanwhile.errors, ko: texts.ko.meanwhile.errors })
  })

  it('tries the next answer where the first is not built', () => {
    const from = start({ brownfield: false, polyglot: false, webUi: false }, shapes[0])
    const isBuilt = (pattern: PatternId) => pattern !== 'saga-orchestration'
    const taken = defaultOf(from, { area: 'saga-coordination' }, isBuilt)
    assert.deepEqual(taken.answers, ['saga-choreography'])
    assert.equal(taken.why.en, texts.en.defaults['saga-coordination'][1])
  })

  it('tries the next answer where what was chosen stands against the first', () => {
    const from = decide(
      start({ brownfield: false, polyglot: false, webUi: false }, 'microservice-architecture'),
      { area: 'deployment', answer: 'serverless-deployment', reason: 'a test', date },
    )
    const walk = walkByDefaults(from)
    const relay = metAreas(walk).find(({ area }) => area === 'outbox-relay')
    assert.deepEqual(relay?.by, ['transaction-log-tailing'])
    assert.deepEqual(openAreas(walk), [])
  })

  it('takes an answer that stands in the list for its area', () => {
    for (const [area, candidates] of Object.entries(defaults)) {
      // Object.entries forgets the keys it was given.
      const { choose } = areas[area as AreaId]
      for (const answers of candidates)
        assert.ok(answers.length === 1 || choose === 'some', `${area} takes one answer`)
    }
  })
})
