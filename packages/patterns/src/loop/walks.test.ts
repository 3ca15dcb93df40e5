import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type AreaId, areas } from '../graph/areas.ts'
import { excludesOf } from '../graph/exclusions.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import { allPatternIds, closureOf } from '../graph/patterns.ts'
import { answersOf, type Offer } from './answers.ts'
import { type Conflict, conflictsOf } from './conflict.ts'
import { idleChoices, type MetArea, metAreas, openAreas } from './met.ts'
import { landing, type Place } from './place.ts'
import { begin, decide, undo, type WaivableAreaId, waive } from './steps.ts'
import { type Choice, isDecision, type Walk } from './walk.ts'

const seed = Number(process.env['ATOLL_SEED'] ?? Date.now() % 2 ** 31)
const walksMax = 10_000
/** More questions than any walk can hold. */
const stepsMax = 400

const microserviceOnly = new Set(
  allPatternIds.filter((id) => closureOf(id).includes('microservice-architecture')),
)
const narrowPlaces: readonly Place[] = [
  'service:orders',
  'service:payments',
  'operation:orders.place',
  'query:orders.list',
  'edge:orders>payments',
  'channel:orders.placed',
  'client:web',
]

/** Numbers from 0 to 1 that a seed repeats: a linear congruence, which is chance enough to choose among a few. */
function createChance(from: number): () => number {
  let state = from >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}

interface Way {
  readonly walk: Walk
  readonly steps: number
  /** Areas that were met without an answer that could be taken. */
  readonly stuck: ReadonlySet<AreaId>
  readonly conflicts: readonly Conflict[]
  readonly idle: readonly Choice[]
}

/** Walks at random to the end. In one of ten walks each step looks anew, in the others one look serves for all that was open. */
function wander(chance: () => number, index: number): Way {
  const pick = <T>(items: readonly [T, ...T[]]): T =>
    items[Math.floor(chance() * items.length)] ?? items[0]
  let walk = begin({
    brownfield: chance() < 0.5,
    polyglot: chance() < 0.5,
    webUi: chance() < 0.5,
  })
  const stuck = new Set<AreaId>()
  let steps = 0
  for (let [first, ...others] = openAreas(walk); first !== undefined; ) {
    const asked = index % 10 === 0 ? [pick([first, ...others])] : [first, ...others]
    for (const question of asked) {
      steps += 1
      assert.ok(steps < stepsMax, 'a walk does not end')
      walk = answer(walk, question)
    }
    ;[first, ...others] = openAreas(walk)
  }
  return { walk, steps, stuck, conflicts: conflictsOf(walk), idle: idleChoices(walk) }

  function answer(from: Walk, { area, place: met }: MetArea): Walk {
    const narrow = chance() < 0.1 ? narrower(area, met) : met
    // A service that sources its events has no use for a relay of its own: then the default is asked for.
    let place = narrow
    let [one, ...more] = possible(from, area, narrow)
    if (one === undefined && narrow !== met) {
      place = met
      ;[one, ...more] = possible(from, area, met)
    }
    // What was open at the last look may have been answered since.
    if (from.choices.some((each) => each.area === area && each.place === place)) return from
    if (one === undefined) {
      stuck.add(area)
      // Where nothing can be taken the area must be one that can be waived, or `waive` throws.
      return waive(from, {
        area: area as WaivableAreaId,
        place: met,
        reason: 'chance',
        date: day,
        until: day,
      })
    }
    const { pattern } = pick([one, ...more])
    return decide(from, { area, place, answer: pattern, reason: 'chance', date: day })
  }

  function narrower(area: AreaId, met: Place): Place {
    if (met !== 'system') return met
    const place = pick<Place>(['system', ...narrowPlaces])
    return landing(place, areas[area].scope)
  }
}

const day = '2026-11-23'

function possible(walk: Walk, area: AreaId, place: Place): readonly Offer[] {
  return answersOf(walk, area, place).filter(({ isPossible }) => isPossible)
}

function takenIn(walk: Walk): ReadonlySet<PatternId> {
  return new Set(walk.choices.filter(isDecision).flatMap((each) => each.answers.flatMap(closureOf)))
}

/** A way without its past, since ten thousand would be kept with every step; what breaks on it tells the seed. */
function wanderOnce(chance: () => number, index: number): Way {
  try {
    const { walk, ...way } = wander(chance, index)
    return { ...way, walk: { ...walk, before: null } }
  } catch (error) {
    throw new Error(`ATOLL_SEED=${seed}: walk ${index} broke`, { cause: error })
  }
}

describe('walks at random', () => {
  const chance = createChance(seed)
  const ways = Array.from({ length: walksMax }, (_, index) => wanderOnce(chance, index))
  const say = (text: string) => `ATOLL_SEED=${seed}: ${text}`

  it('end, and leave nothing open, idle or in conflict', () => {
    for (const { conflicts, idle } of ways) {
      assert.deepEqual(conflicts, [], say('conflict'))
      assert.deepEqual(idle, [], say('idle'))
    }
  })

  it('lead to the same in whatever order their choices are read', () => {
    for (const { walk } of ways.slice(0, 500)) {
      const again = begin(walk.system, walk.choices.toReversed())
      assert.deepEqual(sorted(metAreas(again)), sorted(metAreas(walk)), say('read backwards'))
      assert.deepEqual(openAreas(again), [], say('open'))
    }
  })

  it('meet only one area without an answer that can be taken: the shared schema', () => {
    const stuck = new Set(ways.flatMap((way) => [...way.stuck]))
    assert.deepEqual([...stuck], ['shared-schema'], say('stuck'))
  })

  it('never take both of a pair for the whole system', () => {
    for (const { walk } of ways) {
      const whole = walk.choices.filter(({ place }) => place === 'system')
      const shape = takenIn({ ...walk, choices: whole.filter(({ area }) => isOfServices(area)) })
      for (const each of shape)
        assert.ok(!excludesOf(each).some((other) => shape.has(other)), say(`excluded by ${each}`))
    }
  })

  it('choose every pattern somewhere', () => {
    const chosen = new Set(ways.flatMap(({ walk }) => [...takenIn(walk)]))
    assert.deepEqual(
      allPatternIds.filter((each) => !chosen.has(each)),
      [],
      say('never chosen'),
    )
  })

  it('take nothing into a monolith that only services can use', () => {
    const monoliths = ways.filter(({ walk }) => takenIn(walk).has('monolithic-architecture'))
    assert.ok(monoliths.length > walksMax / 3, say(`${monoliths.length} monoliths`))
    for (const { walk } of monoliths)
      for (const each of takenIn(walk)) assert.ok(!microserviceOnly.has(each), say(each))
  })

  it('go back step by step to where they began', () => {
    const way = wander(chance, 0)
    let { walk } = way
    for (let step = 0; step < way.steps; step += 1) walk = undo(walk)
    assert.deepEqual(walk.choices, [])
    assert.equal(undo(walk), walk)
  })
})

/** Areas of which everything is said for services or the system, so that one pair holds for all of them. */
function isOfServices(area: AreaId): boolean {
  return areas[area].scope === 'service' || areas[area].scope === 'system'
}

function sorted(met: readonly MetArea[]): readonly string[] {
  return met.map(({ area, place, end }) => `${area} ${place} ${end}`).toSorted()
}
