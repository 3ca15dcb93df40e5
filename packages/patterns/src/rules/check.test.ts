/** Each rule, broken in a small system that keeps all of them. */
import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import type { AreaId } from '../graph/areas.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import type { Place } from '../loop/place.ts'
import { findingsOf } from './check.ts'
import type { DoorFacts, Facts, SaidFacts } from './facts.ts'
import { type MessageId, messages } from './messages.ts'
import {
  catalog,
  decidedByDefaults,
  line,
  operation,
  orders,
  service,
  shipping,
  shop,
  today,
} from './testing.ts'

/** What was found, as far as a case says what it expects. */
function found(facts: Facts) {
  return findingsOf(facts, today)
    .filter(({ level }) => level !== 'note')
    .map(({ says, level, place, at }) => `${level} ${says} ${place} ${at?.file}:${at?.line}`)
}

/** The decisions without what was said of an area, or with something else said of it. */
function said(
  area: AreaId,
  other: readonly PatternId[] | null,
  place: Place = 'system',
): readonly SaidFacts[] {
  const kept = decidedByDefaults().filter((each) => each.area !== area || place !== 'system')
  if (other === null) return kept
  const answers = other.map((pattern) => ({ pattern, adapter: 'built' }))
  const about = { area, place, at: line('decisions.ts', 99), reason: 'a test', date: '2026-11-23' }
  return [...kept, { ...about, answers, until: null }]
}

function waived(area: AreaId, until: string, reason = 'a test'): readonly SaidFacts[] {
  const about = { area, place: 'system', at: line('decisions.ts', 99), date: '2026-11-23' } as const
  const kept = decidedByDefaults().filter((each) => each.area !== area)
  return [...kept, { ...about, reason, answers: [], until }]
}

function through(kind: DoorFacts['kind'], name: string): Facts {
  const door = { kind, through: name, at: line('place.ts', 6) }
  return shop({ services: [catalog(), orders({ doors: [door] }), shipping()] })
}

function with3(...services: Facts['services']): Facts {
  return shop({ services })
}

const uses = (to: string, other: Partial<Facts['services'][number]['uses'][number]> = {}) => ({
  service: to,
  version: 1,
  at: line('uses.ts', 2),
  lacks: { deadline: false, breaker: false },
  testedAt: line('uses.test.ts', 4),
  ...other,
})
const calls = (to: string, called: string | null = 'act') => ({
  service: to,
  operation: called,
  at: line('call.ts', 3),
})
const listens = (to: string, event = 'done') => ({
  service: to,
  event,
  version: 1,
  at: line('on.ts', 3),
  isOnce: true,
})

/** Each rule broken in one way: what is changed, and the one line that is expected of it, among others that follow. */
const broken: Readonly<Record<string, readonly [Facts, string]>> = {
  'a pair that excludes each other': [
    shop({
      said: [
        ...said('sync-collaboration', ['self-contained-service'], 'operation:orders.place'),
        ...said('foreign-data', ['remote-procedure-invocation'], 'operation:orders.place').filter(
          (each) => each.area === 'foreign-data' && each.place !== 'system',
        ),
      ],
    }),
    'error excluded-pair operation:orders.place decisions.ts:99',
  ],
  'a route that joins answers undecided': [
    shop({
      said: said('distributed-query', null),
      gateways: shop().gateways.map((each) => ({
        ...each,
        compositions: [{ route: 'GET /', services: ['catalog', 'orders'], at: line('web.ts', 8) }],
      })),
    }),
    'error route-reads-others client:web web.ts:8',
  ],
  'a route that joins answers though views were decided': [
    shop({
      said: said('distributed-query', ['cqrs']),
      gateways: shop().gateways.map((each) => ({
        ...each,
        compositions: [{ route: 'GET /', services: ['catalog', 'orders'], at: line('web.ts', 8) }],
      })),
    }),
    'error composed-against-decision client:web web.ts:8',
  ],
  'a command that changes others undecided': [
    shop({
      said: said('distributed-command', null),
      services: [
        catalog(),
        orders({
          operations: [
            operation('place', {
              calls: [{ service: 'catalog', operation: 'price', at: line('place.ts', 9) }],
            }),
          ],
        }),
      ],
    }),
    'error command-changes-others operation:orders.place place.ts:9',
  ],
  'events that change others undecided': [
    shop({ said: said('distributed-command', null) }),
    'warning event-changes-others service:orders shipping.ts:5',
  ],
  'a query that reads others undecided': [
    shop({
      said: said('distributed-query', null),
      services: [
        catalog(),
        orders({
          operations: [operation('list', { kind: 'query', calls: [calls('catalog', 'priceOf')] })],
        }),
      ],
    }),
    'error query-reads-others query:orders.list call.ts:3',
  ],
  'a command that reads others though replicas were decided': [
    shop({ said: said('foreign-data', ['command-side-replica'], 'operation:orders.place') }),
    'error read-against-decision operation:orders.place place.ts:7',
  ],
  'telling undecided': [
    shop({ said: said('atomic-publish', null) }),
    'error publish-undecided service:orders contracts.ts:9',
  ],
  'no relay': [
    shop({ said: said('outbox-relay', null) }),
    'error relay-undecided service:orders contracts.ts:9',
  ],
  'two relays': [
    shop({ said: said('outbox-relay', ['polling-publisher', 'transaction-log-tailing']) }),
    'error several-relays service:orders contracts.ts:9',
  ],
  'telling past the outbox': [
    through('publish', 'kafkajs'),
    'error publish-past-outbox service:orders place.ts:6',
  ],
  'duplicates undecided': [
    shop({ said: said('duplicates', null) }),
    'error duplicates-undecided channel:orders.placed shipping.ts:5',
  ],
  'taking twice': [
    with3(
      catalog(),
      orders(),
      shipping({ listens: [{ ...listens('orders', 'placed'), isOnce: false }] }),
    ),
    'error taken-twice channel:orders.placed on.ts:3',
  ],
  'no way to an instance': [
    shop({ said: said('discovery', null) }),
    'error locator-undecided edge:orders>catalog orders.ts:2',
  ],
  'no breaker': [
    shop({ said: said('partial-failure', ['x-timeout-retry-bulkhead']) }),
    'error breaker-undecided edge:orders>catalog orders.ts:2',
  ],
  'no deadline, of a gateway': [
    shop({ said: said('partial-failure', ['circuit-breaker']) }),
    'error deadline-undecided edge:web>orders web.ts:4',
  ],
  'a breaker held shut': [
    with3(
      catalog(),
      orders({ uses: [uses('catalog', { lacks: { breaker: true, deadline: false } })] }),
    ),
    'error breaker-off edge:orders>catalog uses.ts:2',
  ],
  'no end in time': [
    with3(
      catalog(),
      orders({ uses: [uses('catalog', { lacks: { breaker: false, deadline: true } })] }),
    ),
    'error deadline-off edge:orders>catalog uses.ts:2',
  ],
  'discovery without registration': [
    shop({ said: said('registration', null) }),
    'error locator-incomplete system decisions.ts',
  ],
  'a call past the platform': [
    through('call', 'fetch()'),
    'error call-past-platform service:orders place.ts:6',
  ],
  'waiting though self-contained': [
    shop({
      said: said('sync-collaboration', ['self-contained-service'], 'operation:orders.place'),
    }),
    'error awaits-others operation:orders.place place.ts:7',
  ],
  'waiting somewhere though self-contained': [
    shop({
      said: said('sync-collaboration', ['self-contained-service'], 'service:orders'),
      services: [
        catalog(),
        orders({ operations: [operation('place', { calls: [calls('catalog', null)] })] }),
      ],
    }),
    'warning may-await-others operation:orders.place call.ts:3',
  ],
  'a consumer without a test': [
    with3(catalog(), orders({ uses: [uses('catalog', { testedAt: null })] })),
    'error consumer-untested edge:orders>catalog uses.ts:2',
  ],
  'a provider without a test': [
    with3(catalog({ testedAt: null }), orders()),
    'error provider-untested edge:orders>catalog catalog.ts:1',
  ],
  'a gateway without a test': [
    shop({ gateways: shop().gateways.map((each) => ({ ...each, testedAt: null })) }),
    'error consumer-untested edge:web>orders web.ts:3',
  ],
  'the table of another': [
    with3(catalog(), orders({ names: [{ name: 'catalog_row', at: line('place.ts', 8) }] })),
    'error foreign-table service:orders place.ts:8',
  ],
  'a database opened by hand': [
    through('database', 'pg'),
    'error database-past-platform service:orders place.ts:6',
  ],
  'one database for two': [
    with3(catalog(), orders({ database: 'catalog/migrations' })),
    'error one-database service:orders orders.ts:1',
  ],
  'a shared database for good': [
    shop({ said: said('data-ownership', ['shared-database'], 'service:orders') }),
    'error shared-without-day service:orders decisions.ts:99',
  ],
  'rights without tokens': [
    shop({ said: said('caller-identity', null) }),
    'error callers-undecided operation:catalog.price contracts.ts:1',
  ],
  'a door of its own': [through('listen', 'express'), 'error own-door service:orders place.ts:6'],
  'a caller who may be anyone': [
    with3(
      catalog(),
      orders({
        operations: [operation('place', { scopes: 'anyone', asksCallerAt: line('place.ts', 5) })],
      }),
    ),
    'error caller-of-anyone operation:orders.place place.ts:5',
  ],
  'events in a circle': [
    with3(
      catalog({ listens: [listens('shipping')] }),
      orders({ listens: [listens('catalog')] }),
      shipping(),
    ),
    'error event-circle service:catalog on.ts:3',
  ],
  'calls in a circle': [
    with3(catalog({ uses: [uses('orders')] }), orders()),
    'error call-circle service:catalog uses.ts:2',
  ],
  'four in a row': [
    with3(
      service('a', { uses: [uses('b')], operations: [operation('act', { calls: [calls('b')] })] }),
      service('b', {
        uses: [uses('c')],
        operations: [operation('act', { calls: [calls('c', null)] })],
      }),
      service('c', { uses: [uses('d')], operations: [operation('act', { calls: [calls('d')] })] }),
      service('d'),
    ),
    'warning long-chain service:a call.ts:3',
  ],
  'a service that names an adapter': [
    through('adapter', '@atoll/discovery-eureka'),
    'error names-adapter service:orders place.ts:6',
  ],
  'a service that reads the decisions': [
    through('decisions', '../decisions.ts'),
    'error reads-decisions service:orders place.ts:6',
  ],
  'no suite': [shop({ suites: [] }), 'warning no-suite system atoll.ts:1'],
  'an open question': [
    shop({ said: said('errors', null) }),
    'error area-open system decisions.ts:1',
  ],
  'an idle answer': [
    shop({ said: said('migration', ['strangler-fig']) }),
    'warning choice-idle system decisions.ts:99',
  ],
  'a waiver past its day': [
    shop({ said: waived('errors', '2026-11-23') }),
    'error waiver-past system decisions.ts:99',
  ],
  'a waiver without a reason': [
    shop({ said: waived('errors', '2027-11-23', ' ') }),
    'error waiver-unexplained system decisions.ts:99',
  ],
  'an answer that is planned': [
    shop({
      said: decidedByDefaults().map((each) =>
        each.area === 'errors'
          ? { ...each, answers: each.answers.map((one) => ({ ...one, adapter: 'planned' })) }
          : each,
      ),
    }),
    'error answer-planned system decisions.ts',
  ],
  'an answer for a part that nothing there carries out': [
    shop({ said: said('announce-changes', ['domain-event'], 'service:catalog') }),
    'error nobody-builds service:catalog decisions.ts:99',
  ],
  'a gateway that nobody decided': [
    shop({ said: said('external-access', null) }),
    'error nobody-decided client:web web.ts:3',
  ],
}

describe('a system that keeps every rule', () => {
  it('is told nothing that it must mend', () => assert.deepEqual(found(shop()), []))

  it('is told what anyone may call', () => {
    const notes = findingsOf(shop(), today).map(({ says }) => says)
    assert.ok(notes.includes('open-to-anyone'))
  })
})

describe('a rule that is broken', () => {
  for (const [name, [facts, expected]] of Object.entries(broken))
    it(`is found: ${name}`, () => {
      const lines = found(facts)
      assert.ok(
        lines.some((each) => each.startsWith(expected)),
        `${expected} among\n${lines.join('\n')}`,
      )
    })
})

describe('what is found', () => {
  it('is a note while its question is put off, and says until when', () => {
    const untested = [catalog(), orders({ uses: [uses('catalog', { testedAt: null })] })]
    const facts = shop({ services: untested, said: waived('consumer-compat', '2027-03-31') })
    const note = findingsOf(facts, today).find(({ says }) => says === 'consumer-untested')
    assert.deepEqual([note?.level, note?.waivedUntil], ['note', '2027-03-31'])
  })

  it('is grave again when that day is over', () => {
    const untested = [catalog(), orders({ uses: [uses('catalog', { testedAt: null })] })]
    const facts = shop({ services: untested, said: waived('consumer-compat', '2026-11-23') })
    const found = findingsOf(facts, today).find(({ says }) => says === 'consumer-untested')
    assert.deepEqual([found?.level, found?.waivedUntil], ['warning', null])
  })

  it('asks nothing of what lies between services where there is one deployable', () => {
    const facts = shop({ said: said('architecture', ['monolithic-architecture']) })
    const between = ['locator-undecided', 'breaker-undecided', 'publish-undecided', 'no-locator']
    const says = findingsOf(facts, today).map((each) => each.says)
    assert.deepEqual(
      says.filter((each) => between.includes(each)),
      [],
    )
  })

  it('stands in the order of its gravity', () => {
    const levels = findingsOf(shop({ suites: [], said: said('errors', null) }), today).map(
      ({ level }) => ['error', 'warning', 'note'].indexOf(level),
    )
    assert.deepEqual(
      levels,
      levels.toSorted((one, other) => one - other),
    )
  })

  it('is every message that facts can give rise to', () => {
    const told = new Set(
      Object.values(broken).flatMap(([facts]) => findingsOf(facts, today).map(({ says }) => says)),
    )
    told.add('answer-unexplained').add('command-reads-others')
    const elsewhere = new Set<MessageId>([
      'callee-unpublished',
      'version-differs',
      'member-gone',
      'input-refused',
      'output-misread',
      'fault-unknown',
      'system-refused',
      'waits-at-runtime',
      'strangers-in',
      'neighbour-in',
      'not-well',
    ])
    const missing = Object.keys(messages).filter(
      (each) => !told.has(each as MessageId) && !elsewhere.has(each as MessageId),
    )
    assert.deepEqual(missing, [])
  })
})

it('an answer without a reason, and a foreign read that nobody decided, are told too', () => {
  const without = decidedByDefaults().map((each) => ({ ...each, reason: null }))
  const [one] = findingsOf(shop({ said: without }), today).filter(
    ({ says }) => says === 'answer-unexplained',
  )
  assert.equal(one?.level, 'note')
  const others = ['foreign-data', 'sync-collaboration', 'distributed-command']
  const facts = shop({ said: decidedByDefaults().filter(({ area }) => !others.includes(area)) })
  const apart = facts.said.map((each) =>
    each.area === 'communication'
      ? { ...each, answers: [{ pattern: 'messaging', adapter: 'built' } as const] }
      : each,
  )
  assert.ok(
    found({ ...facts, said: apart }).includes(
      'error command-reads-others operation:orders.place place.ts:7',
    ),
  )
})

test('calls in a circle that no contract shows are followed once', () => {
  const one = (name: string, to: string) =>
    service(name, { operations: [operation('act', { calls: [calls(to)] })] })
  const facts = with3(one('a', 'b'), one('b', 'c'), one('c', 'b'))
  assert.ok(!findingsOf(facts, '2026-11-24').some(({ says }) => says === 'call-circle'))
})
