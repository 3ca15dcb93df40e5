/** A small system that keeps every rule, for tests that break one. */
import { defaultOf } from '../default.ts'
import { areas } from '../graph/areas.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import { openAreas } from '../loop/met.ts'
import { begin } from '../loop/steps.ts'
import { type Choice, isDecision, type Walk, withChoice } from '../loop/walk.ts'
import {
  type At,
  type Facts,
  factsForm,
  type OperationFacts,
  type SaidFacts,
  type ServiceFacts,
} from './facts.ts'

/** The day on which tests check. */
export const today = '2026-11-24'
const date = '2026-11-23'

/** A platform would bring answers that tests take away, and what leads a saga would leave its events unasked. */
const left: ReadonlySet<PatternId> = new Set(['service-deployment-platform', 'saga-orchestration'])

/** Everything decided by defaults, of services that people use through pages. */
export function decidedByDefaults(): readonly SaidFacts[] {
  let walk: Walk = begin({ brownfield: false, polyglot: false, webUi: true })
  for (let steps = 0; steps < Object.keys(areas).length; steps += 1) {
    const [question] = openAreas(walk)
    if (question === undefined) break
    const { area, place } = question
    const { answers, why } = defaultOf(walk, question, (each) => !left.has(each))
    const about = { area, place, reason: why.en, date }
    const choice: Choice =
      answers.length > 0 ? { ...about, answers } : { ...about, until: '2027-06-30' }
    walk = withChoice(walk, choice)
  }
  return walk.choices.map((each, index) => toSaid(each, index))
}

/** A decision as if it stood in a file, one line after the other. */
function toSaid(choice: Choice, index: number): SaidFacts {
  const { area, place, reason } = choice
  const about = { area, place, reason, date, at: line('decisions.ts', index + 1) }
  if (!isDecision(choice)) return { ...about, answers: [], until: choice.until }
  const answers = choice.answers.map((pattern) => ({ pattern, adapter: 'built' }))
  return { ...about, answers, until: null }
}

/** A line of a file. */
export function line(file: string, number: number): At {
  return { file, line: number }
}

/** An operation that does nothing special. */
export function operation(name: string, other: Partial<OperationFacts> = {}): OperationFacts {
  return {
    name,
    kind: 'command',
    at: line('contracts.ts', 1),
    scopes: ['all'],
    faults: [],
    calls: [],
    asksCallerAt: null,
    ...other,
  }
}

/** A service that does nothing special. */
export function service(name: string, other: Partial<ServiceFacts> = {}): ServiceFacts {
  return {
    name,
    version: 1,
    at: line(`${name}.ts`, 1),
    operations: [operation('act')],
    events: [],
    uses: [],
    listens: [],
    database: `${name}/migrations`,
    tables: [{ name: `${name}_row`, at: line(`${name}.sql`, 1) }],
    names: [],
    doors: [],
    testedAt: line(`${name}.test.ts`, 1),
    ...other,
  }
}

/** Orders asks prices of catalog, tells shipping, and is reached through a gateway. */
export function shop(other: Partial<Facts> = {}): Facts {
  return {
    form: factsForm,
    system: 'shop',
    at: line('atoll.ts', 1),
    services: [catalog(), orders(), shipping()],
    gateways: [
      {
        name: 'web',
        at: line('web.ts', 3),
        reaches: [{ service: 'orders', operation: 'place', version: 1, at: line('web.ts', 4) }],
        compositions: [],
        pages: 1,
        testedAt: line('journey.test.ts', 1),
      },
    ],
    outside: [],
    about: { brownfield: false, polyglot: false, webUi: true },
    said: decidedByDefaults(),
    suites: [line('journey.test.ts', 1)],
    ...other,
  }
}

/** Answers what something costs. */
export function catalog(other: Partial<ServiceFacts> = {}): ServiceFacts {
  const priceOf = operation('priceOf', { kind: 'query', scopes: 'anyone' })
  return service('catalog', { operations: [priceOf, operation('price')], ...other })
}

/** Takes orders. */
export function orders(other: Partial<ServiceFacts> = {}): ServiceFacts {
  const call = { service: 'catalog', operation: 'priceOf', at: line('place.ts', 7) }
  return service('orders', {
    operations: [operation('place', { calls: [call], asksCallerAt: line('place.ts', 5) })],
    events: [{ name: 'placed', key: 'orderId', at: line('contracts.ts', 9) }],
    uses: [
      {
        service: 'catalog',
        version: 1,
        at: line('orders.ts', 2),
        lacks: { deadline: false, breaker: false },
        testedAt: line('orders.test.ts', 4),
      },
    ],
    ...other,
  })
}

/** Ships what was ordered. */
export function shipping(other: Partial<ServiceFacts> = {}): ServiceFacts {
  return service('shipping', {
    operations: [operation('track', { kind: 'query' })],
    listens: [
      {
        service: 'orders',
        event: 'placed',
        version: 1,
        at: line('shipping.ts', 5),
        isOnce: true,
      },
    ],
    ...other,
  })
}
