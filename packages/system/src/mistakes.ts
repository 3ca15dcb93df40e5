/** What makes decisions impossible to carry out, for `system`: not built, against each other, or about nobody. */
import { conflictsOf } from '@atoll/patterns'
import { broughtBy } from './adapters.ts'
import type { Decisions } from './decisions.ts'
import { parseDecisions } from './parse-decisions.ts'
import { isPutOff, type RecordedDecision, recordsOf } from './records.ts'
import { walkOf } from './walk-of.ts'

/** Every mistake, each with its place and what to write instead. `names`: the services that may be spoken of. */
export function mistakesOfDecisions(
  decisions: Decisions,
  names: ReadonlySet<string>,
): readonly string[] {
  const parsed = parseDecisions(decisions)
  if (!parsed.ok) return parsed.mistakes
  const records = recordsOf(decisions)
  return [
    ...records.flatMap((record) => unknownNames(record, names)),
    ...records.flatMap(notBuilt),
    ...records.flatMap(narrowerThanCarriedOut),
    ...againstDiscovery(records),
    ...namelessServers(records),
    ...against(decisions),
  ]
}

function unknownNames({ area, place }: RecordedDecision, names: ReadonlySet<string>): string[] {
  if (place === 'system' || place.startsWith('client:')) return []
  const [owner = '', part = ''] = place.slice(place.indexOf(':') + 1).split(/[.>]/)
  const spoken = place.startsWith('edge:') ? [owner, part] : [owner]
  const known = [...names].join(', ')
  return spoken
    .filter((name) => !names.has(name))
    .map((name) => `decisions.${area}: there is no service '${name}'; write one of: ${known}`)
}

function notBuilt({ area, place, said }: RecordedDecision): string[] {
  if (isPutOff(said)) return []
  return said
    .filter(({ adapter }) => adapter === 'planned')
    .map(
      ({ pattern }) =>
        `decisions.${area}${at(place)}: ${pattern} is planned, and not built yet; choose another answer, or put it off with { waivedUntil, reason, date }`,
    )
}

/** How instances are found, and settings read, is carried out for all services alike. */
function narrowerThanCarriedOut({ area, place }: RecordedDecision): string[] {
  if (place === 'system' || (area !== 'discovery' && area !== 'configuration')) return []
  return [
    `decisions.${area}${at(place)}: it is carried out for the whole system only; write it as the default`,
  ]
}

/** What follows from discovery may be written down, but not otherwise. */
function againstDiscovery(records: readonly RecordedDecision[]): string[] {
  const wholes = records.filter(({ place }) => place === 'system')
  const discovery = wholes.find(({ area }) => area === 'discovery')?.said
  const adapter =
    discovery === undefined || isPutOff(discovery) ? 'supervisor' : discovery[0]?.adapter
  const brought = broughtBy(adapter ?? 'supervisor')
  return wholes
    .filter(({ area }) => area === 'instance-catalogue' || area === 'registration')
    .flatMap(({ area, said }) =>
      isPutOff(said) ? [] : said.map(({ pattern }) => ({ area, pattern })),
    )
    .filter(({ pattern }) => !brought.some((each) => each === pattern))
    .map(
      ({ area, pattern }) =>
        `decisions.${area}: with discovery by '${adapter}' it is not ${pattern}; leave it out, since it follows from discovery`,
    )
}

/** Servers of others hold other names than we could guess. */
function namelessServers(records: readonly RecordedDecision[]): string[] {
  const settings = records
    .filter(({ area }) => area === 'discovery')
    .flatMap(({ said }) => (isPutOff(said) ? [] : said))
    .filter(({ adapter }) => adapter === 'dns')
    .map((each): { servers?: unknown; name?: unknown } => each.settings ?? {})
  const isRight = ({ servers, name }: { servers?: unknown; name?: unknown }) =>
    servers === undefined
      ? name === undefined
      : typeof name === 'string' && name.includes('{service}')
  if (settings.every(isRight)) return []
  return [
    "decisions.discovery: dns() takes `servers` and `name` together; write name like '_http._tcp.{service}.shop.svc.cluster.local'",
  ]
}

function against(decisions: Decisions): string[] {
  return conflictsOf(walkOf(decisions)).map(({ pair, per, decisions: [one, other] }) => {
    const where = [one, other].map(({ area, place }) => `${area}${at(place)}`).join(' and ')
    return `decisions: ${pair.join(' and ')} cannot both hold for one ${per} (${where}); decide one of the two anew`
  })
}

function at(place: string): string {
  return place === 'system' ? '' : ` at ${place}`
}
