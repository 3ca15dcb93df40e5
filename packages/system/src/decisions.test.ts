import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anyone, contract, query } from '@atoll/contract'
import { implement } from '@atoll/chassis'
import { allPatternIds, areaIds, metAreas, type Place } from '@atoll/patterns'
import { isFault } from '@atoll/pipeline'
import { z } from 'zod'
import { adapters, adaptersOf } from './adapters.ts'
import { dns, eureka, haproxy, microservices, monolith, postgres, rest } from './answers.ts'
import type { Answer, Decisions } from './decisions.ts'
import { parseDecisions } from './parse-decisions.ts'
import { planOf } from './plan.ts'
import { isAreaId, pathOf, placeOf, recordsOf, withRecord } from './records.ts'
import { system, withDecisions } from './system.ts'
import { walkOf } from './walk-of.ts'
import { wholeAnswer } from './whole-answer.ts'

const shape = { input: z.object({}), output: z.object({}), allow: anyone }
const orders = contract('orders', 1, { look: query(shape) })
const payments = contract('payments', 1, { look: query(shape) })
const services = [
  implement(orders).service({ handlers: { look: async () => ({}) } }),
  implement(payments).service({ handlers: { look: async () => ({}) } }),
] as const

const why = { reason: 'Six teams, six rhythms.', date: '2026-11-23' }
const rpi = { ...rest(), ...why }
const base = { communication: rpi, messaging: postgres() }
const outbox = { pattern: 'transactional-outbox', adapter: 'postgres', ...why } as const
const breaker = { pattern: 'circuit-breaker', adapter: 'resilience', ...why } as const
const times = { pattern: 'x-timeout-retry-bulkhead', adapter: 'resilience', ...why } as const
const later = { waivedUntil: '2027-03-31', reason: 'M38 builds it.', date: '2026-11-23' }

const whole = {
  about: { brownfield: false, polyglot: false, webUi: true },
  architecture: { ...microservices(), ...why },
  'partial-failure': [breaker, times],
  'atomic-publish': { default: outbox, orders: outbox },
  communication: { default: rpi, orders: { default: rpi, payments: rpi } },
  audit: later,
  ui: { web: { pattern: 'server-side-page-fragment-composition', adapter: 'pages', ...why } },
  messaging: { ...postgres(), ...why },
} as const satisfies Decisions

/** What `system` says of decisions that may come without types. */
function mistakesOf(decisions: object): readonly string[] {
  try {
    system('shop', {
      services,
      decisions: decisions as unknown as Decisions<'orders' | 'payments'>,
    })
  } catch (thrown) {
    assert.ok(isFault(thrown))
    const mistakes: unknown = Reflect.get(Object(thrown.details), 'mistakes')
    assert.ok(Array.isArray(mistakes))
    return mistakes.map(String)
  }
  return []
}

describe('the record of decisions', () => {
  test('is one list, whatever the depth at which something stands', () => {
    assert.deepEqual(
      recordsOf(whole).map(({ area, place }) => `${area} ${place}`),
      [
        'architecture system',
        'atomic-publish system',
        'atomic-publish service:orders',
        'communication system',
        'communication service:orders',
        'communication edge:orders>payments',
        'partial-failure system',
        'audit system',
        'ui client:web',
      ],
    )
  })

  test('is the same after everything was taken out and put back in any order', () => {
    for (const order of [recordsOf(whole), recordsOf(whole).toReversed()]) {
      const empty = recordsOf(whole).reduce<Decisions>(
        (from, each) => withRecord(from, { ...each, said: null }),
        whole,
      )
      assert.deepEqual(recordsOf(empty), [])
      const again = order.reduce<Decisions>(withRecord, empty)
      assert.deepEqual(again, whole)
    }
  })

  test('tells the place from the path, and the path from the place', () => {
    for (const place of ['system', 'service:orders', 'edge:orders>payments'] as readonly Place[])
      assert.equal(placeOf(pathOf('communication', place)), place)
    assert.equal(placeOf(['distributed-command', 'orders', 'place']), 'operation:orders.place')
    assert.equal(placeOf(['communication', 'orders', 'default']), 'service:orders')
    for (const path of [
      ['logs', 'orders'],
      ['audit', 'orders', 'x'],
      ['communication', 'a', 'b', 'c'],
      ['audit', '1'],
    ])
      assert.throws(() => placeOf(path), TypeError)
  })

  test('is a walk, with what follows from an adapter, and messages beside calls', () => {
    const decisions = { ...whole, discovery: { ...dns(), ...why } }
    const met = new Map(metAreas(walkOf(decisions)).map(({ area, end, by }) => [area, { end, by }]))
    assert.deepEqual(met.get('communication'), {
      end: 'decided',
      by: ['remote-procedure-invocation', 'messaging'],
    })
    assert.deepEqual(met.get('registration'), { end: 'decided', by: ['third-party-registration'] })
    assert.equal(met.get('audit')?.end, 'waived')
    const [first] = walkOf(decisions).choices
    assert.deepEqual([first?.reason, first?.date], [why.reason, why.date])
  })

  test('answers for the whole where something narrower stands too', () => {
    assert.equal(wholeAnswer(whole, 'communication')?.adapter, 'http')
    assert.equal(wholeAnswer(whole, 'audit'), null)
    assert.equal(wholeAnswer(whole, 'discovery'), null)
  })
})

describe('decisions without types', () => {
  const refused: Record<string, { value: unknown; says: RegExp }> = {
    'no object': { value: [], says: /write one object/ },
    'no way to call': {
      value: { messaging: postgres() },
      says: /decisions.communication is missing/,
    },
    'no way for messages': {
      value: { communication: rpi },
      says: /decisions.messaging is missing/,
    },
    'no default where edges are told apart': {
      value: { ...base, communication: { orders: rpi } },
      says: /decisions.communication.default is missing/,
    },
    'an area that nobody knows': {
      value: { ...base, discoverry: rpi },
      says: /decisions.discoverry: there is no such area; did you mean discovery/,
    },
    'a pattern that answers something else': {
      value: { ...base, audit: outbox },
      says: /decisions.audit.pattern: 'transactional-outbox' does not answer it; write one of: /,
    },
    'calls by messages': {
      value: { ...base, communication: postgres() },
      says: /'messaging' does not answer it; write one of: remote-procedure-invocation, domain/,
    },
    'an adapter of something else': {
      value: { ...base, discovery: { pattern: 'client-side-discovery', adapter: 'haproxy' } },
      says: /decisions.discovery.adapter: 'haproxy': that does not carry out client-side-discovery here; write supervisor or eureka or dns/,
    },
    'what is not built': {
      value: { ...base, audit: { pattern: 'audit-logging', adapter: 'postgres' } },
      says: /audit-logging is not built; to record it all the same; write planned/,
    },
    'two answers where one is due': {
      value: { ...base, 'atomic-publish': [outbox, outbox] },
      says: /decisions.atomic-publish takes one answer/,
    },
    'no answer': {
      value: { ...base, logs: [] },
      says: /decisions.logs: write an answer, or put it off/,
    },
    'a day that does not exist': {
      value: { ...base, communication: { ...rpi, date: '2026-02-30' } },
      says: /'2026-02-30' is no day/,
    },
    'the first area put off': {
      value: { ...base, architecture: later },
      says: /architecture comes first/,
    },
    'nothing that says why': {
      value: { ...base, audit: { ...later, reason: ' ' } },
      says: /decisions.audit: say the reason/,
    },
    'a field that is none': {
      value: { ...base, communication: { ...rpi, why: '' } },
      says: /decisions.communication.why: there is no such field/,
    },
    'a place of a system area': {
      value: { ...base, logs: { orders: { pattern: 'log-aggregation', adapter: 'files' } } },
      says: /logs is decided by system/,
    },
    'an area like no other': {
      value: { ...base, xyzzy: rpi },
      says: /there is no such area; write one of: architecture, /,
    },
    'a registry without an address': {
      value: { ...base, discovery: { pattern: 'client-side-discovery', adapter: 'eureka' } },
      says: /decisions.discovery.settings: eureka needs \{ servers: \['http:/,
    },
    text: { value: { ...base, audit: 'yes' }, says: /decisions.audit: write \{ pattern/ },
    'what is known beforehand, by half': {
      value: { ...base, about: { webUi: true } },
      says: /decisions.about: write/,
    },
  }
  for (const [what, { value, says }] of Object.entries(refused))
    test(`are refused: ${what}`, () => {
      const parsed = parseDecisions(value)
      assert.ok(!parsed.ok)
      assert.equal(parsed.mistakes.length, 1, parsed.mistakes.join('\n'))
      assert.match(String(parsed.mistakes[0]), says)
    })

  test('are read, and all mistakes told at once', () => {
    assert.deepEqual(parseDecisions(JSON.parse(JSON.stringify(whole))), {
      ok: true,
      decisions: whole,
    })
    const parsed = parseDecisions({ audit: 'yes', logs: [], about: 1 })
    assert.ok(!parsed.ok)
    assert.equal(parsed.mistakes.length, 5)
  })
})

describe('a system is refused', () => {
  test('for what is planned and not built', () => {
    const planned = { pattern: 'audit-logging', adapter: 'planned' } as const
    assert.deepEqual(mistakesOf({ ...base, audit: planned }), [
      'decisions.audit: audit-logging is planned, and not built yet; choose another answer, or put it off with { waivedUntil, reason, date }',
    ])
  })

  test('for answers that exclude each other', () => {
    const deployment: Answer = { pattern: 'serverless-deployment', adapter: 'planned' }
    const found = mistakesOf({
      ...base,
      architecture: microservices(),
      deployment,
      discovery: eureka({ servers: [] }),
    })
    assert.equal(found.length, 3, found.join('\n'))
    assert.ok(
      found.some((each) =>
        /serverless-deployment and self-registration cannot both hold/.test(each),
      ),
    )
  })

  test('for what is said of nobody, or more narrowly than it is carried out', () => {
    assert.deepEqual(mistakesOf({ ...base, audit: { shipping: later } }), [
      "decisions.audit: there is no service 'shipping'; write one of: orders, payments",
    ])
    const discovery = { default: haproxy(), orders: dns() }
    assert.deepEqual(mistakesOf({ ...base, discovery }), [
      'decisions.discovery at service:orders: it is carried out for the whole system only; write it as the default',
    ])
  })

  test('for what follows otherwise from discovery', () => {
    const registration = { pattern: 'self-registration', adapter: 'eureka' } as const
    assert.deepEqual(mistakesOf({ ...base, discovery: dns(), registration }), [
      "decisions.registration: with discovery by 'dns' it is not self-registration; leave it out, since it follows from discovery",
    ])
    assert.deepEqual(mistakesOf({ ...base, discovery: eureka({ servers: [] }), registration }), [])
  })
})

describe('one decision makes one deployable of many', () => {
  const many = system('shop', {
    services,
    decisions: { ...whole, 'atomic-publish': outbox, audit: later },
  })
  const one = withDecisions(many, { architecture: monolith() })

  test('and the plan follows', () => {
    assert.equal(planOf(many).processes.length, 2)
    assert.deepEqual(planOf(one).processes, [
      { name: 'shop', services: ['orders', 'payments'], gateways: [] },
    ])
    assert.equal(planOf(many, 'one-process').processes.length, 1)
  })

  test('which is never spread over processes', () => {
    const isRefused = (thrown: unknown) => isFault(thrown) && thrown.code === 'topology_refused'
    assert.throws(() => planOf(one, 'processes'), isRefused)
  })
})

test('every pattern says what carries it out, and every area has its own name', () => {
  assert.deepEqual(Object.keys(adapters).toSorted(), allPatternIds.toSorted())
  for (const pattern of allPatternIds) assert.ok(!adaptersOf(pattern).includes('planned'))
  assert.ok(areaIds.every(isAreaId))
  assert.ok(!['about', 'messaging', 'default'].some(isAreaId))
})
