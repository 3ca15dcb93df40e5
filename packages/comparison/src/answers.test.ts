/** What may be written behind `compare`: which answers are found, and the sentence for each that cannot be. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Decisions,
  dns,
  haproxy,
  microservices,
  monolith,
  postgres,
  rest,
  system,
} from '@atoll/system'
import { sidesOf } from './answers.ts'

const asked = (decision: string, ...answers: string[]) => ({ decision, answers, along: new Map() })
const many: Decisions = {
  architecture: { ...microservices(), reason: 'two teams', date: '2026-11-23' },
  discovery: dns({ askMs: 200 }),
  communication: rest(),
  messaging: postgres(),
}
const systemOf = (decisions: Decisions) => system('shop', { services: [], decisions })
const sides = (wish: Parameters<typeof sidesOf>[1], trial = {}) =>
  sidesOf(systemOf(many), wish, trial)

test('an answer is named by its pattern, by its adapter, or by both', () => {
  const wish = asked('discovery', 'haproxy', 'server-side-discovery', 'client-side-discovery:dns')
  assert.deepEqual(
    sides(wish).map(({ pattern, adapter }) => [pattern, adapter]),
    [
      ['server-side-discovery', 'haproxy'],
      ['server-side-discovery', 'haproxy'],
      ['client-side-discovery', 'dns'],
    ],
  )
})

test('only the one decision differs, and an answer that is recorded keeps its settings and reason', () => {
  const [one, other] = sides(asked('discovery', 'dns', 'supervisor'))
  assert.deepEqual(one?.decisions, { discovery: dns({ askMs: 200 }) })
  assert.deepEqual(other?.decisions, {
    discovery: { pattern: 'client-side-discovery', adapter: 'supervisor' },
  })
  const [, many] = sides(
    asked('architecture', 'monolithic-architecture', 'microservice-architecture'),
  )
  assert.match(JSON.stringify(many?.decisions), /two teams/)
})

test('an answer may have settings under a name of the trial', () => {
  const quick = haproxy({ checkMs: 500 })
  const [, side] = sides(asked('discovery', 'dns', 'quick'), { answers: { discovery: { quick } } })
  assert.deepEqual(side?.decisions, { discovery: quick })
  assert.equal(side?.adapter, 'haproxy')
})

test('other decisions can be made anew for all sides', () => {
  const whole = systemOf({ ...many, architecture: monolith() })
  const wish = asked('discovery', 'dns', 'supervisor')
  assert.throws(() => sidesOf(whole, wish, {}), /one process here.*--with architecture=micro/)
  const along = new Map([['architecture', 'microservice-architecture']])
  const [side] = sidesOf(whole, { ...wish, along }, {})
  assert.deepEqual(side?.decisions, {
    architecture: { pattern: 'microservice-architecture', adapter: 'processes' },
    discovery: dns({ askMs: 200 }),
  })
})

test('what cannot be compared is refused with what can', () => {
  for (const [wish, sentence] of [
    [
      asked('colour', 'red', 'blue'),
      /no decision 'colour'.*architecture, discovery, configuration/,
    ],
    [
      asked('discovery', 'dns', 'zookeeper'),
      /'zookeeper' is no answer to discovery.*haproxy \(server/,
    ],
    [
      asked('outbox-relay', 'polling-publisher', 'transaction-log-tailing'),
      /Transaction log tailing is not built yet/,
    ],
    [
      asked('partial-failure', 'circuit-breaker', 'x-timeout-retry-bulkhead'),
      /Nothing runs otherwise by 'partial-failure'/,
    ],
  ] as const)
    assert.throws(() => sides(wish), { message: sentence }, wish.decision)
  const trial = { answers: { discovery: { quick: 'haproxy' } } }
  assert.throws(() => sides(asked('discovery', 'dns', 'quick'), trial), /answers.discovery.quick/)
})
