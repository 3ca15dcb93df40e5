import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AreaId } from '../graph/areas.ts'
import { answersOf, consequencesOf } from './answers.ts'
import { conflictsOf } from './conflict.ts'
import { idleChoices, metAreas, openAreas } from './met.ts'
import type { Place } from './place.ts'
import { begin, decide, undo, type WaivableAreaId, waive } from './steps.ts'
import type { Description, Walk } from './walk.ts'

const plain: Description = { brownfield: false, polyglot: false, webUi: false }
const said = { reason: 'a test wants it', date: '2026-11-23' }

function services(system = plain): Walk {
  return decide(begin(system), {
    area: 'architecture',
    answer: 'microservice-architecture',
    ...said,
  })
}

function endOf(walk: Walk, area: AreaId, place: Place = 'system') {
  return metAreas(walk).find((each) => each.area === area && each.place === place)?.end
}

const isOpen = (walk: Walk, area: AreaId, place: Place = 'system') =>
  endOf(walk, area, place) === 'open'

describe('the steps of a walk', () => {
  it('begin with one question', () => {
    const [start, ...others] = openAreas(begin(plain))
    assert.deepEqual(start, {
      area: 'architecture',
      place: 'system',
      raisedBy: [],
      end: 'open',
      by: [],
    })
    assert.deepEqual(others, [])
  })

  it('raise what an answer brings, and say because of what', () => {
    const walk = services()
    assert.equal(endOf(walk, 'architecture'), 'decided')
    const boundaries = openAreas(walk).find(({ area }) => area === 'boundaries')
    assert.deepEqual(boundaries?.raisedBy, ['microservice-architecture'])
  })

  it('leave a walk as it was', () => {
    const start = begin(plain)
    const before = structuredClone(start.choices)
    decide(start, { area: 'architecture', answer: 'monolithic-architecture', ...said })
    assert.deepEqual(start.choices, before)
    assert.ok(isOpen(start, 'architecture'))
  })

  it('ask what concerns the system only', () => {
    const areasOf = (walk: Walk) => openAreas(walk).map(({ area }) => area)
    assert.ok(!areasOf(services()).some((area) => area === 'migration' || area === 'ui'))
    assert.equal(endOf(services(), 'migration'), 'not-applicable')
    const old = areasOf(services({ brownfield: true, polyglot: false, webUi: true }))
    assert.ok(old.includes('migration') && old.includes('ui'))
    const chassis = { area: 'new-service', answer: 'microservice-chassis', ...said } as const
    assert.equal(endOf(decide(services(), chassis), 'polyglot-plumbing'), 'not-applicable')
    assert.ok(isOpen(decide(services({ ...plain, polyglot: true }), chassis), 'polyglot-plumbing'))
  })

  it('ask a monolith nothing about services', () => {
    let walk = decide(begin(plain), {
      area: 'architecture',
      answer: 'monolithic-architecture',
      ...said,
    })
    walk = decide(walk, { area: 'monolith-structure', answer: 'modular-monolith', ...said })
    walk = decide(walk, { area: 'boundaries', answer: 'decompose-by-subdomain', ...said })
    assert.equal(endOf(walk, 'ownership'), 'not-applicable')
  })

  it('cover areas by what is taken for another reason', () => {
    const walk = decide(services(), {
      area: 'sync-collaboration',
      answer: 'remote-procedure-invocation',
      ...said,
    })
    assert.equal(endOf(walk, 'communication'), 'covered')
    // What is covered may still be decided.
    const decided = decide(walk, { area: 'communication', answer: 'messaging', ...said })
    assert.equal(endOf(decided, 'communication'), 'decided')
  })

  it('provide what comes along, which raises nothing of its own', () => {
    let walk = decide(services(), {
      area: 'communication',
      answer: 'remote-procedure-invocation',
      ...said,
    })
    assert.ok(isOpen(walk, 'discovery'))
    walk = decide(walk, {
      area: 'deployment',
      answer: 'multiple-service-instances-per-host',
      ...said,
    })
    walk = decide(walk, {
      area: 'deployment-automation',
      answer: 'service-deployment-platform',
      ...said,
    })
    assert.equal(endOf(walk, 'discovery'), 'provided')
    assert.equal(endOf(walk, 'instance-catalogue'), undefined)
    walk = decide(walk, { area: 'discovery', answer: 'client-side-discovery', ...said })
    assert.equal(endOf(walk, 'instance-catalogue'), 'provided')
    assert.equal(endOf(walk, 'registration'), undefined)
  })

  it('take several answers where an area allows them, and one where it does not', () => {
    const walk = decide(services(), {
      area: 'communication',
      answer: 'remote-procedure-invocation',
      ...said,
    })
    const both = decide(walk, {
      area: 'partial-failure',
      answer: ['circuit-breaker', 'x-timeout-retry-bulkhead', 'circuit-breaker'],
      ...said,
    })
    const met = metAreas(both).find(({ area }) => area === 'partial-failure')
    assert.deepEqual(met?.by, ['circuit-breaker', 'x-timeout-retry-bulkhead'])
    assert.ok(isOpen(both, 'overload') && isOpen(both, 'breaker-tuning'))
  })

  it('go back, and take back one choice out of the middle', () => {
    const first = services()
    const second = decide(first, { area: 'data-ownership', answer: 'shared-database', ...said })
    const third = waive(second, {
      area: 'shared-schema',
      reason: 'until the split',
      date: '2026-11-23',
      until: '2027-06-30',
    })
    assert.equal(endOf(third, 'shared-schema'), 'waived')
    assert.equal(undo(third), second)
    assert.equal(undo(undo(third)), first)
    const without = undo(third, { area: 'data-ownership' })
    assert.ok(isOpen(without, 'data-ownership'))
    assert.deepEqual(
      idleChoices(without).map(({ area }) => area),
      ['shared-schema'],
    )
    assert.equal(undo(without), third)
  })

  it('take what is said last of an area at a place, and undo brings the former back', () => {
    const first = decide(services(), { area: 'data-ownership', answer: 'shared-database', ...said })
    const second = decide(first, {
      area: 'data-ownership',
      answer: 'database-per-service',
      ...said,
    })
    assert.equal(endOf(second, 'shared-schema'), undefined)
    assert.ok(isOpen(second, 'distributed-query'))
    assert.ok(isOpen(undo(second), 'shared-schema'))
  })

  it('let a system change its shape: what it no longer needs to know is idle', () => {
    const walk = decide(services(), {
      area: 'data-ownership',
      answer: 'database-per-service',
      ...said,
    })
    const shape = { area: 'architecture', answer: 'monolithic-architecture' } as const
    assert.deepEqual(
      consequencesOf(walk, shape, shape.answer).idles.map(({ area }) => area),
      ['data-ownership'],
    )
    const whole = decide(walk, { ...shape, ...said })
    assert.deepEqual(
      idleChoices(whole).map(({ area }) => area),
      ['data-ownership'],
    )
    assert.deepEqual(conflictsOf(whole), [])
  })

  it('take up recorded choices in any order', () => {
    let walk = services()
    walk = decide(walk, { area: 'data-ownership', answer: 'database-per-service', ...said })
    walk = decide(walk, { area: 'distributed-query', answer: 'cqrs', ...said })
    const again = begin(plain, walk.choices.toReversed())
    assert.deepEqual(metAreas(again), metAreas(walk))
    assert.deepEqual(idleChoices(again), [])
  })
})

describe('a default and what overrides it', () => {
  const everywhere = {
    area: 'communication',
    answer: 'remote-procedure-invocation',
    ...said,
  } as const
  const overridden = { ...everywhere, answer: 'messaging', place: 'edge:orders>payments' } as const

  it('raises for the part what the part brings, and for the rest what the rest brings', () => {
    const walk = decide(decide(services(), everywhere), overridden)
    assert.ok(isOpen(walk, 'discovery'))
    assert.ok(isOpen(walk, 'ordering-poison', 'service:orders'))
    assert.equal(endOf(walk, 'ordering-poison'), undefined)
  })

  it('answers for the part what was answered for the whole', () => {
    let walk = decide(services(), everywhere)
    walk = decide(walk, { area: 'contract-evolution', answer: 'x-contract-versioning', ...said })
    walk = decide(walk, overridden)
    assert.equal(endOf(walk, 'contract-evolution'), 'decided')
    // The edge raised it again; it is told once.
    assert.equal(endOf(walk, 'contract-evolution', 'edge:orders>payments'), undefined)
  })

  it('keeps a service apart from a default that would exclude its answer', () => {
    let walk = decide(services(), {
      area: 'data-ownership',
      answer: 'database-per-service',
      ...said,
    })
    walk = decide(walk, {
      area: 'data-ownership',
      answer: 'shared-database',
      place: 'service:legacy',
      ...said,
    })
    assert.deepEqual(conflictsOf(walk), [])
    assert.ok(isOpen(walk, 'shared-schema', 'service:legacy'))
    assert.equal(endOf(walk, 'shared-schema'), undefined)
  })

  it('lets one service source its events where the others have an outbox and a relay', () => {
    let walk = services({ ...plain, polyglot: true })
    walk = decide(walk, { area: 'data-ownership', answer: 'database-per-service', ...said })
    walk = decide(walk, { area: 'distributed-query', answer: 'cqrs', ...said })
    walk = decide(walk, { area: 'announce-changes', answer: 'domain-event', ...said })
    walk = decide(walk, { area: 'atomic-publish', answer: 'transactional-outbox', ...said })
    walk = decide(walk, { area: 'outbox-relay', answer: 'polling-publisher', ...said })
    const sourced = {
      area: 'atomic-publish',
      answer: 'event-sourcing',
      place: 'service:orders',
      ...said,
    } as const
    walk = decide(walk, sourced)
    assert.deepEqual(conflictsOf(walk), [])
    assert.equal(endOf(walk, 'query-event-store', 'service:orders'), 'covered')
    // For that service a relay is no answer any more.
    const relays = answersOf(walk, 'outbox-relay', 'service:orders')
    assert.ok(relays.every(({ isPossible }) => !isPossible))
  })

  it('looks at discovery from the side of the callee', () => {
    let walk = decide(services(), everywhere)
    walk = decide(walk, {
      area: 'deployment',
      answer: 'serverless-deployment',
      place: 'service:payments',
      ...said,
    })
    const possible = (place: Place) =>
      answersOf(walk, 'discovery', place).find(({ pattern }) => pattern === 'client-side-discovery')
        ?.isPossible
    assert.equal(possible('edge:orders>payments'), false)
    assert.equal(possible('edge:payments>orders'), true)
    assert.equal(possible('system'), false)
  })

  it('does not take what is said of edges for something about operations', () => {
    const walk = decide(services(), everywhere)
    const offers = answersOf(walk, 'sync-collaboration')
    assert.ok(offers.every(({ isPossible }) => isPossible))
    const reading = decide(
      decide(walk, { area: 'sync-collaboration', answer: 'self-contained-service', ...said }),
      { area: 'distributed-command', answer: 'saga', ...said },
    )
    const foreign = answersOf(reading, 'foreign-data').find(
      ({ pattern }) => pattern === 'remote-procedure-invocation',
    )
    assert.equal(foreign?.isPossible, false)
    assert.deepEqual(foreign.against[0]?.decisions.map(({ area }) => area).toSorted(), [
      'foreign-data',
      'sync-collaboration',
    ])
  })
})

describe('a look before the step', () => {
  it('tells what an answer brings, raises, closes and shuts out', () => {
    let walk = decide(services(), {
      area: 'data-ownership',
      answer: 'database-per-service',
      ...said,
    })
    const found = consequencesOf(walk, { area: 'distributed-command' }, 'saga')
    assert.deepEqual(found.against, [])
    assert.deepEqual(found.requires, ['messaging'])
    const closed = found.closes.map(({ area, end }) => [area, end])
    assert.deepEqual(closed, [
      ['distributed-command', 'decided'],
      ['foreign-data', 'covered'],
      ['communication', 'covered'],
    ])
    const raised = found.raises.map(({ area }) => area)
    assert.ok(raised.includes('saga-coordination') && raised.includes('locate-broker'))
    assert.ok(!raised.includes('trace'), 'it was open before')

    walk = decide(walk, { area: 'distributed-command', answer: 'saga', ...said })
    const sourcing = consequencesOf(walk, { area: 'atomic-publish' }, 'event-sourcing')
    assert.deepEqual(sourcing.requires, ['aggregate', 'domain-event', 'domain-model'])
    const shut = sourcing.excludes.map(({ pattern }) => pattern)
    assert.deepEqual(shut, ['transactional-outbox', 'polling-publisher', 'transaction-log-tailing'])
  })

  it('tells what comes along', () => {
    const found = consequencesOf(services(), { area: 'deployment' }, 'serverless-deployment')
    assert.deepEqual(found.provides, [
      'service-deployment-platform',
      'server-side-discovery',
      'service-registry',
      'third-party-registration',
    ])
  })

  it('says why an answer cannot be taken', () => {
    const walk = decide(services(), { area: 'data-ownership', answer: 'shared-database', ...said })
    const [offer] = answersOf(walk, 'shared-schema')
    assert.equal(offer?.isPossible, false)
    assert.deepEqual(offer.against[0]?.pair, ['database-per-service', 'shared-database'])
    assert.throws(
      () => decide(walk, { area: 'shared-schema', answer: 'database-per-service', ...said }),
      /database-per-service and shared-database cannot both hold for one service/,
    )
  })
})

describe('a step that cannot be taken', () => {
  const walk = services()
  const refuses = (step: () => Walk, why: RegExp) =>
    assert.throws(step, { name: 'TypeError', message: why })
  // Records come from files too, where no compiler looked.
  const loosely = (decision: object) => () =>
    decide<AreaId>(walk, { ...said, ...decision } as never)

  it('is refused with what to write instead', () => {
    refuses(
      loosely({ area: 'boundaries', answer: 'saga' }),
      /does not answer boundaries: decompose/,
    )
    refuses(loosely({ area: 'boundaries', answer: [] }), /no answer/)
    const both = ['decompose-by-subdomain', 'decompose-by-business-capability']
    refuses(loosely({ area: 'boundaries', answer: both }), /one answer, not/)
    const boundaries = { area: 'boundaries', answer: 'decompose-by-subdomain' }
    refuses(
      loosely({ ...boundaries, place: 'service:orders' }),
      /for a system .*not at service:orders/,
    )
    refuses(loosely({ ...boundaries, place: 'galaxy' }), /not at galaxy/)
    refuses(loosely({ ...boundaries, reason: ' ' }), /no reason/)
    for (const date of ['', 'soon', '2026-13-01', '2026-02-30', '2026-1-1'])
      refuses(loosely({ ...boundaries, date }), /YYYY-MM-DD/)
    assert.equal(loosely(boundaries)().choices.length, 2)
  })

  it('is no waiver of the first question, without a reason or without days', () => {
    const waiver = {
      area: 'logs',
      reason: 'later',
      date: '2026-11-23',
      until: '2027-01-01',
    } as const
    refuses(() => waive(walk, { ...waiver, area: 'architecture' as WaivableAreaId }), /comes first/)
    refuses(() => waive(walk, { ...waiver, reason: '' }), /no reason/)
    refuses(() => waive(walk, { ...waiver, until: 'later' }), /YYYY-MM-DD/)
    refuses(() => waive(walk, { ...waiver, date: 'now' }), /YYYY-MM-DD/)
    const putOff = waive(walk, { ...waiver, area: 'boundaries' })
    assert.equal(endOf(putOff, 'boundaries'), 'waived')
  })
})
