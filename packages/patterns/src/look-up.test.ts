import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { areaIds } from './graph/areas.ts'
import { allPatternIds } from './graph/patterns.ts'
import { termIds, terms } from './graph/terms.ts'
import { texts } from './languages.ts'
import { lookUp, type Subject } from './look-up.ts'

const idsOf = (subjects: readonly Subject[]) => subjects.map(({ kind, id }) => `${kind} ${id}`)
const meant = (word: string) => idsOf(lookUp(word).subjects)
const near = (word: string) => idsOf(lookUp(word).near)

describe('looking up a word', () => {
  it('finds everything by its id and by its name in each language', () => {
    for (const { area, kind, name } of [
      ...areaIds.map((id) => ({ area: id, kind: 'area', name: texts.en.areas[id].name })),
      ...areaIds.map((id) => ({ area: id, kind: 'area', name: texts.ko.areas[id].name })),
      ...allPatternIds.map((id) => ({
        area: id,
        kind: 'pattern',
        name: texts.en.patterns[id].name,
      })),
      ...allPatternIds.map((id) => ({
        area: id,
        kind: 'pattern',
        name: texts.ko.patterns[id].name,
      })),
      ...termIds.map((id) => ({ area: id, kind: 'term', name: texts.en.terms[id].name })),
      ...termIds.map((id) => ({ area: id, kind: 'term', name: texts.ko.terms[id].name })),
    ]) {
      assert.ok(meant(area).includes(`${kind} ${area}`), area)
      assert.ok(meant(name).includes(`${kind} ${area}`), name)
    }
  })

  it('makes no difference of capitals, spaces, hyphens and the x- of ours', () => {
    for (const word of ['API Gateway', 'api-gateway', 'apigateway', ' Api_Gateway '])
      assert.deepEqual(meant(word), ['pattern api-gateway'], word)
    assert.deepEqual(meant('contract-versioning'), ['pattern x-contract-versioning'])
  })

  it('knows other names, and those that the survey of 2018 misspells', () => {
    assert.deepEqual(meant('2PC'), ['term two-phase-commit'])
    assert.deepEqual(meant('k8s'), ['term kubernetes'])
    assert.deepEqual(meant('HSD'), ['term hds'])
    assert.deepEqual(meant('ELS'), ['term elb'])
    assert.deepEqual(meant('hysrix'), ['term hystrix'])
    assert.deepEqual(meant('Service Integration Contract'), ['term contract-test'])
  })

  it('suggests what is named nearly so, the nearest first', () => {
    assert.equal(near('circut-breaker')[0], 'pattern circuit-breaker')
    assert.equal(near('sgaa')[0], 'pattern saga')
    assert.equal(near('orchestration')[0], 'pattern saga-orchestration')
    assert.equal(near('아웃박')[0], 'term outbox')
    assert.equal(near('idempotancy key')[0], 'term idempotency-key')
  })

  it('suggests nothing for what is like nothing', () => {
    assert.deepEqual(lookUp('zzqqxxyyww'), { subjects: [], near: [] })
    assert.deepEqual(lookUp(' - '), { subjects: [], near: [] })
  })

  it('has one meaning for each other name of a word', () => {
    const aliases = termIds.flatMap((id) => terms[id].aliases)
    for (const alias of aliases)
      assert.equal(meant(alias).filter((each) => each.startsWith('term')).length, 1, alias)
    for (const alias of aliases) assert.equal(meant(alias).length, 1, alias)
  })

  it('has words enough for those who do not know the language of patterns', () => {
    assert.ok(termIds.length >= 60, `${termIds.length} words`)
    for (const id of termIds) assert.ok(terms[id].areas.length > 0, id)
  })
})
