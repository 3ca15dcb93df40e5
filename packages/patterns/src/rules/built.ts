/** Decisions that nothing carries out, and what was built though nobody decided it. */
import type { AreaId } from '../graph/areas.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import type { Place } from '../loop/place.ts'
import type { At, Facts, ServiceFacts } from './facts.ts'
import type { Finding } from './finding.ts'
import { finder, type Ground, isAnswered, isAnsweredBy, listed } from './ground.ts'

/** Whether a part of the system does what a pattern says. */
type Evidence = (facts: Facts, services: readonly ServiceFacts[]) => boolean

const calls: Evidence = ({ gateways }, services) =>
  services.some(({ uses }) => uses.length > 0) || gateways.some(({ reaches }) => reaches.length > 0)
const tells: Evidence = (_facts, services) => services.some(({ events }) => events.length > 0)
const takes: Evidence = (_facts, services) => services.some(({ listens }) => listens.length > 0)
const enters: Evidence = ({ gateways }) => gateways.length > 0
const keeps: Evidence = (_facts, services) => services.some(({ tables }) => tables.length > 0)

/** Patterns that leave a mark in what services and gateways declare. Of the others nothing is claimed. */
const evidence: Partial<Readonly<Record<PatternId, Evidence>>> = {
  'remote-procedure-invocation': calls,
  messaging: takes,
  'domain-event': tells,
  'transactional-outbox': tells,
  'idempotent-consumer': takes,
  'saga-choreography': (facts, services) => tells(facts, services) && takes(facts, services),
  'command-side-replica': takes,
  cqrs: takes,
  'api-composition': ({ gateways }, services) =>
    gateways.some(({ compositions }) => compositions.length > 0) ||
    services.some(({ operations }) =>
      operations.some((each) => each.kind === 'query' && each.calls.length > 0),
    ),
  'api-gateway': enters,
  'backend-for-frontend': enters,
  'database-per-service': keeps,
  'service-component-test': (_facts, services) =>
    services.some(({ testedAt }) => testedAt !== null),
  'consumer-side-contract-test': (_facts, services) =>
    services.some(({ uses }) => uses.some(({ testedAt }) => testedAt !== null)),
  'server-side-page-fragment-composition': ({ gateways }) =>
    gateways.some(({ pages }) => pages > 0),
}

/** Ways of working leave no mark in a system. */
const byPeople = 'people'

/** Answers of which nothing can be seen where they were given. */
export function nobodyBuilds(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'decided-is-built')
  const { facts } = ground
  return facts.said.flatMap(({ area, place, at, answers }) => {
    const services = servicesAt(facts, place)
    const missing = answers.filter(({ pattern, adapter }) => {
      if (adapter === byPeople || adapter === 'planned') return false
      return evidence[pattern]?.(facts, services) === false
    })
    if (missing.length === 0) return []
    const patterns = listed(missing.map(({ pattern }) => pattern))
    // For the whole system it is a rule for when the question comes up; for a part of it a promise.
    const level = place === 'system' ? 'note' : 'error'
    return [find({ level, place, at, says: 'nobody-builds', with: { area, place, patterns } })]
  })
}

/** The services that a place concerns. */
function servicesAt({ services }: Facts, place: Place): readonly ServiceFacts[] {
  const [kind = '', name = ''] = place.split(':')
  if (kind === 'system' || kind === 'client') return services
  const owner = name.split(/[.>]/, 1)[0]
  return services.filter((each) => each.name === owner)
}

/** What stands there and was never asked for. Rules 2 to 4 and 8 tell the rest of what nobody decided. */
export function nobodyDecided(ground: Ground): readonly Finding[] {
  if (!ground.isApart) return []
  const { services, gateways } = ground.facts
  return [
    ...services.flatMap((service) => ofService(ground, service)),
    ...gateways.flatMap(({ name, at, pages }) => [
      ...undecided(ground, { area: 'external-access', place: `client:${name}`, at }),
      ...(pages > 0 ? undecided(ground, { area: 'ui', place: `client:${name}`, at }) : []),
    ]),
  ]
}

function ofService(
  ground: Ground,
  { name, at, uses, listens, tables, events }: ServiceFacts,
): readonly Finding[] {
  const place: Place = `service:${name}`
  const [use] = uses
  const [listen] = listens
  const [table] = tables
  const [event] = events
  const isTold = ground.facts.services.some((each) =>
    each.listens.some(({ service }) => service === name),
  )
  return [
    ...(use === undefined
      ? []
      : undecided(ground, {
          area: 'communication',
          place: `edge:${name}>${use.service}`,
          at: use.at,
          by: 'remote-procedure-invocation',
        })),
    ...(listen === undefined
      ? []
      : undecided(ground, { area: 'communication', place, at: listen.at, by: 'messaging' })),
    ...(table === undefined
      ? []
      : undecided(ground, { area: 'data-ownership', place, at: table.at ?? at })),
    ...(event === undefined || !isTold
      ? []
      : undecided(ground, { area: 'announce-changes', place, at: event.at })),
  ]
}

/** Nothing at all was said of an area; or, where `by` is given, nothing that brings that pattern. */
function undecided(
  ground: Ground,
  built: {
    readonly area: AreaId
    readonly place: Place
    readonly at: At | null
    readonly by?: PatternId
  },
): readonly Finding[] {
  const { area, place, at, by } = built
  const isDecided =
    by === undefined
      ? isAnswered(ground, area, place)
      : isAnsweredBy(ground, { area, place }, by) || isPresent(ground, by)
  if (isDecided) return []
  const find = finder(ground, 'built-is-decided')
  return [
    find({
      level: 'error',
      place,
      at,
      says: 'nobody-decided',
      with: { area, place },
      waivedBy: [area],
    }),
  ]
}

/** A pattern may be there for another reason: a saga needs messages. */
function isPresent({ walk, endsAt }: Ground, pattern: PatternId): boolean {
  return (
    endsAt('communication', 'system').by.includes(pattern) ||
    walk.choices.some((each) => 'answers' in each && each.answers.includes(pattern))
  )
}
