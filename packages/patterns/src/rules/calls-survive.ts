/** Rule 4: every call knows where to go, how long it may take, and when not to be made at all. */
import type { AreaId } from '../graph/areas.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import type { Place } from '../loop/place.ts'
import type { At, ServiceFacts } from './facts.ts'
import type { Finding } from './finding.ts'
import { finder, type Ground, isAnswered, isAnsweredBy, listed } from './ground.ts'

/** Calls between services, calls of gateways, calls past the platform, and what finding an instance needs. */
export function callsSurvive(ground: Ground): readonly Finding[] {
  const { services, gateways } = ground.facts
  return [
    ...services.flatMap((service) => [
      ...edgesOff(ground, service),
      ...pastPlatform(ground, service),
    ]),
    ...(ground.isApart
      ? [
          ...services.flatMap(({ name, uses }) => ofCaller(ground, name, toEdges(uses))),
          ...gateways.flatMap(({ name, reaches }) => ofCaller(ground, name, toEdges(reaches))),
          ...ofLocator(ground),
        ]
      : []),
  ]
}

/** A callee and where it was said that it is called. */
interface Edge {
  readonly service: string
  readonly at: At | null
}

/** Each callee once. */
function toEdges(uses: readonly Edge[]): readonly Edge[] {
  return [...new Map(uses.map((each) => [each.service, each])).values()]
}

const needed = [
  { area: 'discovery', says: 'locator-undecided', by: [] },
  { area: 'partial-failure', says: 'breaker-undecided', by: ['circuit-breaker'] },
  { area: 'partial-failure', says: 'deadline-undecided', by: ['x-timeout-retry-bulkhead'] },
] as const satisfies readonly {
  readonly area: AreaId
  readonly says: string
  readonly by: readonly PatternId[]
}[]

/** What one caller lacks, told once with all callees. */
function ofCaller(ground: Ground, caller: string, edges: readonly Edge[]): readonly Finding[] {
  const find = finder(ground, 'calls-survive')
  return needed.flatMap(({ area, says, by }) => {
    const open = edges.filter(({ service }) => {
      const place: Place = `edge:${caller}>${service}`
      return by.length === 0
        ? !isAnswered(ground, area, place)
        : !isAnsweredBy(ground, { area, place }, ...by)
    })
    const [first] = open
    if (first === undefined) return []
    const services = listed(open.map(({ service }) => service))
    return [
      find({
        level: 'error',
        place: `edge:${caller}>${first.service}`,
        at: first.at,
        says,
        with: { caller, services },
        waivedBy: [area],
      }),
    ]
  })
}

function edgesOff(ground: Ground, { name, uses }: ServiceFacts): readonly Finding[] {
  const find = finder(ground, 'calls-survive')
  return uses.flatMap(({ service, at, lacks: { breaker, deadline } }) => {
    const about = { level: 'error', place: `edge:${name}>${service}`, at } as const
    const named = { caller: name, service }
    return [
      ...(breaker ? [find({ ...about, says: 'breaker-off', with: named })] : []),
      ...(deadline ? [find({ ...about, says: 'deadline-off', with: named })] : []),
    ]
  })
}

function pastPlatform(ground: Ground, { name, doors }: ServiceFacts): readonly Finding[] {
  const find = finder(ground, 'calls-survive')
  return doors
    .filter(({ kind }) => kind === 'call')
    .map(({ at, through }) =>
      find({
        level: 'error',
        place: `service:${name}`,
        at,
        says: 'call-past-platform',
        with: { service: name, through },
      }),
    )
}

/** A way to find instances needs a list of them, a way into it, and a sign of health. */
function ofLocator(ground: Ground): readonly Finding[] {
  const { end, by } = ground.endsAt('discovery', 'system')
  const hasCalls = ground.facts.services.some(({ uses }) => uses.length > 0)
  if ((end !== 'decided' && end !== 'covered') || !hasCalls) return []
  const find = finder(ground, 'calls-survive')
  const parts: readonly AreaId[] = ['instance-catalogue', 'registration', 'instance-health']
  return parts
    .filter((area) => !isAnswered(ground, area, 'system'))
    .map((area) =>
      find({
        level: 'error',
        place: 'system',
        at: ground.saidAt('discovery', 'system')?.at ?? null,
        says: 'locator-incomplete',
        with: { area, patterns: listed(by) },
        waivedBy: [area],
      }),
    )
}
