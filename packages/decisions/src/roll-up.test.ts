import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Facts, factsForm, type Finding, type ServiceFacts } from '@atoll/patterns'
import { toRollUpLines } from './check-report.ts'
import type { Published } from './published.ts'
import { rollUp } from './roll-up.ts'

const today = '2026-11-24'
const open: Finding = {
  rule: 'open-areas',
  level: 'error',
  place: 'system',
  at: null,
  says: 'area-open',
  with: { area: 'errors', place: 'system', patterns: 'saga' },
  waivedUntil: null,
}

function service(name: string, uses: readonly string[], listens: readonly string[]): ServiceFacts {
  const at = { file: 'atoll.ts', line: 3 }
  const lacks = { deadline: false, breaker: false }
  return {
    name,
    version: 1,
    at,
    operations: [
      {
        name: 'act',
        kind: 'query',
        at,
        scopes: [],
        faults: [],
        calls: uses.map((each) => ({ service: each, operation: 'act', at })),
        asksCallerAt: null,
      },
    ],
    events: [],
    uses: uses.map((each) => ({ service: each, version: 1, at, lacks, testedAt: at })),
    listens: listens.map((each) => ({
      service: each,
      event: 'done',
      version: 1,
      at,
      isOnce: true,
    })),
    database: null,
    tables: [],
    names: [],
    doors: [],
    testedAt: at,
  }
}

function repository(services: readonly ServiceFacts[], findings: readonly Finding[]): Published {
  const [first] = services
  const facts: Facts = {
    form: factsForm,
    system: `${first?.name}-repository`,
    at: null,
    services,
    gateways: [],
    outside: [],
    about: null,
    said: [],
    suites: [],
  }
  const own = services.map(({ name }) => ({
    name,
    version: 1,
    operations: { act: { input: {}, output: {}, faults: [] } },
    events: { done: { data: {} } },
  }))
  return { form: 'atoll-published-1', facts, implements: own, knows: [], findings }
}

test('a circle that runs through several repositories is found where none of them shows it', () => {
  const view = rollUp(
    [
      repository([service('a', [], ['b'])], []),
      repository([service('b', [], ['c'])], [open]),
      repository([service('c', [], ['a']), service('d', [], ['e']), service('e', [], ['d'])], []),
    ],
    today,
  )
  const [circle, ...more] = view.between
  assert.deepEqual(more, [], 'a circle inside one repository is told there')
  assert.deepEqual(
    [circle?.says, circle?.with['circle'], circle?.at?.file],
    ['event-circle', 'a → b → c → a', 'a-repository/atoll.ts'],
  )
  assert.deepEqual(
    view.systems.map(({ system, counts }) => [system, counts.error]),
    [
      ['b-repository', 1],
      ['a-repository', 0],
      ['c-repository', 0],
    ],
  )
  const lines = toRollUpLines(view, { language: 'en', isColourful: false })
  assert.match(lines[1] ?? '', /^b-repository +1 +1 /)
  assert.equal(lines.at(-1), '2 of 3 repositories keep to their decisions; 1 error between them.')
})

test('names that several repositories have are nobody’s, so no circle is made up of them', () => {
  const view = rollUp(
    [
      repository([service('a', [], ['b'])], []),
      repository([service('b', [], ['a'])], []),
      repository([service('b', [], [])], []),
    ],
    today,
  )
  assert.deepEqual(view.between, [])
})

/** What the view of so many may take. Units: milliseconds */
const viewMsMax = 5_000

test('300 services in as many repositories are seen at once', () => {
  const names = Array.from({ length: 300 }, (_, index) => `s${index}`)
  const all = names.map((name, index) => {
    const after = names.slice(index + 1, index + 4)
    return repository([service(name, after, after)], [open])
  })
  const text = JSON.stringify(all)
  const begin = performance.now()
  const view = rollUp(JSON.parse(text) as readonly Published[], today)
  const tookMs = performance.now() - begin
  assert.equal(view.systems.length, 300)
  assert.equal(view.between[0]?.says, 'long-chain')
  assert.ok(tookMs < viewMsMax, `took ${tookMs.toFixed(0)} ms, of ${viewMsMax} ms`)
})
