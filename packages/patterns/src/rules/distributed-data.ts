/** Rule 2: what concerns the data of several services has an answer that says how, and is built that way. */
import type { AreaId } from '../graph/areas.ts'
import type { Place } from '../loop/place.ts'
import type { CallFacts, Facts, OperationFacts, ServiceFacts } from './facts.ts'
import type { Finding } from './finding.ts'
import { finder, type Ground, isAnswered, isAnsweredBy, listed, placeOf } from './ground.ts'

/** Commands that change others, queries and routes that read others, commands that read others. */
export function distributedData(ground: Ground): readonly Finding[] {
  if (!ground.isApart) return []
  const kinds = kindsOf(ground.facts)
  return [
    ...ground.facts.services.flatMap((service) => [
      ...service.operations.flatMap((operation) =>
        ofOperation(ground, service, { operation, kinds }),
      ),
      ...ofEvents(ground, service),
    ]),
    ...ground.facts.gateways.flatMap((gateway) => ofRoutes(ground, gateway)),
  ]
}

/** What kind each operation is, by `service.operation`. */
type Kinds = ReadonlyMap<string, 'command' | 'query'>

function kindsOf({ services, outside }: Facts): Kinds {
  const all = [...services, ...outside].flatMap(({ name, operations }) =>
    operations.map((each) => [`${name}.${each.name}`, each.kind] as const),
  )
  return new Map(all)
}

/** A call whose operation the code does not show may be any of them: then both questions are asked. */
function callsOf(calls: readonly CallFacts[], kinds: Kinds, kind: 'command' | 'query') {
  return calls.filter(({ service, operation }) => {
    if (operation !== null) return kinds.get(`${service}.${operation}`) === kind
    return [...kinds].some(([name, each]) => each === kind && name.startsWith(`${service}.`))
  })
}

function ofOperation(
  ground: Ground,
  service: ServiceFacts,
  { operation, kinds }: { readonly operation: OperationFacts; readonly kinds: Kinds },
): readonly Finding[] {
  const place = placeOf(service.name, operation)
  const name = `${service.name}.${operation.name}`
  const others = operation.calls.filter((call) => call.service !== service.name)
  if (others.length === 0) return []
  if (operation.kind === 'query')
    return undecided(ground, { area: 'distributed-query', place, calls: others }, (services) => ({
      says: 'query-reads-others',
      with: { operation: name, services },
    }))
  const changes = callsOf(others, kinds, 'command')
  const reads = callsOf(others, kinds, 'query')
  return [
    ...undecided(ground, { area: 'distributed-command', place, calls: changes }, (services) => ({
      says: 'command-changes-others',
      with: { operation: name, services },
    })),
    ...undecided(ground, { area: 'foreign-data', place, calls: reads }, (services) => ({
      says: 'command-reads-others',
      with: { operation: name, services },
    })),
    ...readOtherwise(ground, { place, name, reads }),
  ]
}

type Saying =
  | { readonly says: 'query-reads-others'; readonly with: { operation: string; services: string } }
  | {
      readonly says: 'command-changes-others'
      readonly with: { operation: string; services: string }
    }
  | {
      readonly says: 'command-reads-others'
      readonly with: { operation: string; services: string }
    }

function undecided(
  ground: Ground,
  asked: { readonly area: AreaId; readonly place: Place; readonly calls: readonly CallFacts[] },
  say: (services: string) => Saying,
): readonly Finding[] {
  const { area, place, calls } = asked
  const [first] = calls
  if (first === undefined || isAnswered(ground, area, place)) return []
  const find = finder(ground, 'distributed-data')
  const said = say(listed(calls.map(({ service }) => service)))
  return [find({ level: 'error', place, at: first.at, ...said, waivedBy: [area] })]
}

/** It was decided that such data is kept near, and the command asks for it all the same. */
function readOtherwise(
  ground: Ground,
  read: { readonly place: Place; readonly name: string; readonly reads: readonly CallFacts[] },
): readonly Finding[] {
  const { place, name, reads } = read
  const [first] = reads
  const { end, by } = ground.endsAt('foreign-data', place)
  const isRight = isAnsweredBy(
    ground,
    { area: 'foreign-data', place },
    'remote-procedure-invocation',
  )
  if (first === undefined || end !== 'decided' || isRight) return []
  const find = finder(ground, 'distributed-data')
  const services = listed(reads.map(({ service }) => service))
  return [
    find({
      level: 'error',
      place,
      at: first.at,
      says: 'read-against-decision',
      with: { operation: name, services, patterns: listed(by) },
    }),
  ]
}

/** Events on which other services change their own data: one command, several services. */
function ofEvents(ground: Ground, service: ServiceFacts): readonly Finding[] {
  const hasCommands = service.operations.some(({ kind }) => kind === 'command')
  const listeners = ground.facts.services.filter(
    ({ name, listens }) =>
      name !== service.name && listens.some((each) => each.service === service.name),
  )
  const place: Place = `service:${service.name}`
  if (!hasCommands || listeners.length === 0 || isAnswered(ground, 'distributed-command', place))
    return []
  const find = finder(ground, 'distributed-data')
  const at = listeners[0]?.listens.find((each) => each.service === service.name)?.at ?? null
  return [
    find({
      level: 'warning',
      place,
      at,
      says: 'event-changes-others',
      with: { service: service.name, services: listed(listeners.map(({ name }) => name)) },
      waivedBy: ['distributed-command'],
    }),
  ]
}

/** Routes of one gateway that join answers, told by the first of them. */
function ofRoutes(ground: Ground, gateway: Facts['gateways'][number]): readonly Finding[] {
  const [first, ...more] = gateway.compositions.filter(({ services }) => services.length > 1)
  if (first === undefined) return []
  const find = finder(ground, 'distributed-data')
  const { end, by } = ground.endsAt('distributed-query', 'system')
  const about = { level: 'error', place: `client:${gateway.name}`, at: first.at } as const
  if (!isAnswered(ground, 'distributed-query', 'system'))
    return [
      find({
        ...about,
        says: 'route-reads-others',
        with: { route: first.route, services: listed(first.services), more: `${more.length}` },
        waivedBy: ['distributed-query'],
      }),
    ]
  if (end === 'not-applicable' || by.includes('api-composition')) return []
  return [
    find({
      ...about,
      says: 'composed-against-decision',
      with: { route: first.route, patterns: listed(by) },
    }),
  ]
}
