import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type AreaId, areaIds, areas, type Choose } from './areas.ts'
import { excludesOf, exclusions } from './exclusions.ts'
import { forces } from './forces.ts'
import type { PatternId } from './pattern-ids.ts'
import {
  allPatternIds,
  answersTo,
  closureOf,
  groupOf,
  groups,
  patterns,
  providedBy,
  raisersOf,
} from './patterns.ts'

const isArea = (id: string) => Object.hasOwn(areas, id)
const isPattern = (id: string) => Object.hasOwn(patterns, id)
const sum = (counts: readonly number[]) => counts.reduce((total, each) => total + each, 0)

describe('the graph of patterns', () => {
  it('has what the published language has, and fifteen patterns of ours', () => {
    assert.equal(allPatternIds.length, 79)
    assert.equal(new Set(allPatternIds).size, 79)
    assert.equal(allPatternIds.filter((id) => patterns[id].era === 'ours').length, 15)
    assert.equal(groups.length, 16)
    const choosing = (choose: Choose) => areaIds.filter((id) => areas[id].choose === choose).length
    assert.deepEqual([choosing('one'), choosing('some'), choosing('revisit')], [24, 40, 3])
    assert.equal(areaIds.length, 67)
    assert.equal(sum(allPatternIds.map((id) => patterns[id].raises.length)), 136)
    assert.equal(sum(allPatternIds.map((id) => patterns[id].answers.length)), 100)
    assert.equal(exclusions.length, 8)
    assert.equal(Object.keys(forces).length, 10)
  })

  it('marks what is ours by its name, and gives no name twice', () => {
    for (const id of allPatternIds)
      assert.equal(patterns[id].era === 'ours', id.startsWith('x-'), id)
    assert.deepEqual(areaIds.filter(isPattern), [])
  })

  it('refers to nothing that does not exist, and to nothing twice', () => {
    for (const id of allPatternIds) {
      const { answers, raises, requires, refines, provides, effects } = patterns[id]
      for (const edges of [answers, raises, requires, refines, provides])
        assert.equal(new Set(edges).size, edges.length, id)
      assert.deepEqual(
        [...answers, ...raises].filter((each) => !isArea(each)),
        [],
        id,
      )
      const others = [...requires, ...refines, ...provides]
      assert.deepEqual(
        others.filter((each) => !isPattern(each) || each === id),
        [],
        id,
      )
      assert.deepEqual(
        Object.keys(effects).filter((each) => !Object.hasOwn(forces, each)),
        [],
        id,
      )
      assert.ok(groups.includes(groupOf(id)))
    }
  })

  it('lets every pattern answer something that it does not raise', () => {
    for (const id of allPatternIds) {
      const { answers, raises } = patterns[id]
      assert.ok(answers.length > 0, `${id} answers nothing`)
      assert.deepEqual(
        raises.filter((each) => answers.includes(each)),
        [],
        id,
      )
    }
  })

  it('raises and answers every area; only the start is raised by nothing', () => {
    for (const area of areaIds) {
      assert.ok(answersTo(area).length > 0, `${area} has no answer`)
      assert.equal(raisersOf(area).length === 0, area === 'architecture', area)
    }
  })

  it('asks for a choice wherever exactly one answer is due', () => {
    const single = areaIds.filter((id) => areas[id].choose === 'one' && answersTo(id).length < 2)
    assert.deepEqual(single, [])
  })

  it('is reached whole from the start', () => {
    const met = new Set<AreaId>(['architecture'])
    const taken = new Set<PatternId>()
    // Both sets grow while they are walked.
    for (const area of met) {
      const closures = answersTo(area).flatMap(closureOf)
      for (const each of [...closures, ...closures.flatMap(providedBy)]) taken.add(each)
      for (const next of closures.flatMap((each) => patterns[each].raises)) met.add(next)
    }
    assert.deepEqual(
      areaIds.filter((each) => !met.has(each)),
      [],
    )
    assert.deepEqual(
      allPatternIds.filter((each) => !taken.has(each)),
      [],
    )
  })

  it('has no circle among what patterns require and refine', () => {
    for (const id of allPatternIds) {
      const below = [...patterns[id].requires, ...patterns[id].refines].flatMap(closureOf)
      assert.ok(!below.includes(id), `${id} needs itself`)
    }
  })

  it('excludes only pairs of two, each once, and none that needs the other', () => {
    const seen = new Set<string>()
    for (const { pair } of exclusions) {
      seen.add(pair.toSorted().join(' '))
      const [one, other] = pair
      assert.ok(!closureOf(one).includes(other) && !closureOf(other).includes(one), pair.join())
      assert.ok(excludesOf(one).includes(other) && excludesOf(other).includes(one))
      for (const id of pair) {
        const brought = providedBy(id)
        assert.deepEqual(
          brought.filter((each) => excludesOf(id).includes(each)),
          [],
          id,
        )
      }
    }
    assert.equal(seen.size, exclusions.length)
  })

  it('takes no pattern whose needs exclude each other', () => {
    for (const id of allPatternIds) {
      const closure = closureOf(id)
      const excluded = closure.flatMap(excludesOf)
      assert.deepEqual(
        closure.filter((each) => excluded.includes(each)),
        [],
        id,
      )
    }
  })

  it('says of the two architectures what they do to every force, and the opposite of each', () => {
    const [whole, parts] = [
      patterns['monolithic-architecture'],
      patterns['microservice-architecture'],
    ]
    for (const force of Object.keys(forces) as (keyof typeof forces)[]) {
      const isApart = forces[force] === 'apart'
      assert.equal(whole.effects[force], isApart ? '-' : '+', force)
      assert.equal(parts.effects[force], isApart ? '+' : '-', force)
    }
  })

  it('says nothing of the forces where its sources do not', () => {
    const silent = allPatternIds.filter((id) => Object.keys(patterns[id].effects).length === 0)
    assert.equal(silent.length, 14)
  })
})
