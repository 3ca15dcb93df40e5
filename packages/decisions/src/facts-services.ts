/** A service of a system as facts: what it declares, and what its sources show. */
import { join } from 'node:path'
import { type Event, eventsOf, type Operation, operationsOf } from '@atoll/contract'
import type { Listener, Service } from '@atoll/chassis'
import type { At, NamedFacts, ServiceFacts, UseFacts } from '@atoll/patterns'
import { behaviourOf, type Behaviour } from './facts-calls.ts'
import { doorsOf } from './facts-doors.ts'
import type { Part } from './facts-parts.ts'
import { type PlaceOf, relativeTo, toPath } from './facts-places.ts'
import type { Source, Sources } from './facts-sources.ts'
import { type Name, tablesMade, tablesNamed } from './facts-statements.ts'

/** What is known of all services alike. */
export interface Around {
  readonly folder: string
  readonly sources: Sources
  readonly placeOf: PlaceOf
}

/** Describes one service. */
export function serviceFacts(part: Part, around: Around): ServiceFacts {
  const { service } = part
  const { placeOf, folder } = around
  const behaviour = behaviourOf(part, placeOf)
  const at = placeOf(service)
  const { name, version } = service.contract.$contract
  return {
    name,
    version,
    at,
    operations: operationsOf(service.contract).map((each) =>
      operationFacts(each, behaviour, placeOf),
    ),
    events: eventsOf(service.contract).map((each) => eventFacts(each, placeOf)),
    uses: Object.entries(service.uses).map((use) => useFacts(part, use, placeOf)),
    listens: service.listeners.map((each) => listenFacts(each, placeOf)),
    database:
      service.migrations === null ? null : relativeTo(folder, toPath(service.migrations.href)),
    tables: tablesOf(service, around, part),
    names: namesIn(part),
    doors: doorsOf(part, around),
    testedAt: testOf(part, 'openService'),
  }
}

function operationFacts(operation: Operation, behaviour: Behaviour, placeOf: PlaceOf) {
  const { name, kind, allow, faults } = operation
  return {
    name,
    kind,
    at: placeOf(operation),
    scopes: allow.scopes,
    faults: Object.keys(faults),
    calls: behaviour.callsOf(name),
    asksCallerAt: behaviour.asksCallerAt(name),
  }
}

function eventFacts(event: Event, placeOf: PlaceOf) {
  return { name: event.name, key: event.key, at: placeOf(event) }
}

function useFacts(part: Part, [alias, contract]: [string, Service['contract']], placeOf: PlaceOf) {
  const { name, version } = contract.$contract
  const { service } = part
  const forced = [name, 'default'].some((of) => forcedOf(service, of) === 'closed')
  const use: UseFacts = {
    service: name,
    version,
    at: placeOf(service.uses) ?? placeOf(service),
    lacks: { deadline: false, breaker: forced },
    testedAt: doubleOf(part, [alias, name]),
  }
  return use
}

/** What an operator, or whoever wrote the service, says of a circuit whatever happens. */
function forcedOf({ thresholds = {} }: Service, of: string): 'open' | 'closed' | null {
  const found = of === 'default' ? thresholds.default : thresholds.of?.[of]
  return found?.forced ?? null
}

function listenFacts(listener: Listener<string>, placeOf: PlaceOf) {
  const { contract, name, version } = listener.event
  // The chassis notes each event in the transaction that does its work, and has no other way.
  return { service: contract, event: name, version, at: placeOf(listener), isOnce: true }
}

function tablesOf({ migrations }: Service, { sources }: Around, part: Part): readonly NamedFacts[] {
  if (migrations === null) return []
  return sources
    .below(join(toPath(migrations.href)))
    .filter(({ file }) => file.endsWith('.sql'))
    .flatMap((source) => namedIn(part, source, tablesMade))
}

function namesIn(part: Part): readonly NamedFacts[] {
  const all = part.sources.flatMap((source) => namedIn(part, source, tablesNamed))
  return [...new Map(all.map((each) => [each.name, each])).values()]
}

function namedIn(
  part: Part,
  source: Source,
  read: (sql: string) => readonly Name[],
): readonly NamedFacts[] {
  return source.code.statements
    .filter(({ from }) => part.holds(source, from))
    .flatMap(({ text, from }) =>
      read(text).map((each) => ({
        name: each.name,
        at: part.at(source, source.lineOf(from + each.from)),
      })),
    )
}

/** The first test that opens this service by itself. */
function testOf(part: Part, opens: string): At | null {
  const { tests, isShared, service } = part
  for (const source of tests.filter(({ text }) => text.includes(opens))) {
    const { bare } = source.code
    const place = bare.indexOf(`${opens}(`)
    if (place >= 0 && (!isShared || names(bare, service.contract.$contract.name)))
      return part.at(source, source.lineOf(place))
  }
  return null
}

/** The first test in which the contract of a callee stands for it. */
function doubleOf(part: Part, wanted: readonly string[]): At | null {
  for (const source of part.tests)
    for (const match of source.code.bare.matchAll(doubled))
      if (wanted.includes(match[1] ?? '')) return part.at(source, source.lineOf(match.index))
  return null
}

const doubled = /\bdouble\s*\(\s*([A-Za-z_$][\w$]*)/g

function names(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!/[\w$]/.test(text.charAt(at - 1)) && !/[\w$]/.test(text.charAt(at + word.length)))
      return true
  return false
}
