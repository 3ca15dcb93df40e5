/** Rule 3: whoever tells an event tells it with its change, by one relay; whoever takes one takes it once. */
import type { Place } from '../loop/place.ts'
import type { ServiceFacts } from './facts.ts'
import type { Finding } from './finding.ts'
import { finder, type Ground, isAnswered, isAnsweredBy, listed } from './ground.ts'

/** What each service tells and takes. */
export function toldOnce(ground: Ground): readonly Finding[] {
  return ground.facts.services.flatMap((service) => [
    ...pastOutbox(ground, service),
    ...taken(ground, service),
    ...(ground.isApart ? [...told(ground, service), ...duplicates(ground, service)] : []),
  ])
}

function told(ground: Ground, { name, events }: ServiceFacts): readonly Finding[] {
  const find = finder(ground, 'told-once')
  const place: Place = `service:${name}`
  const [event] = events
  if (event === undefined) return []
  const about = { level: 'error', place, at: event.at } as const
  const how = ground.endsAt('atomic-publish', place)
  if (!isAnswered(ground, 'atomic-publish', place))
    return [
      find({
        ...about,
        says: 'publish-undecided',
        with: { service: name, event: event.name },
        waivedBy: ['atomic-publish'],
      }),
    ]
  if (!how.by.includes('transactional-outbox')) return []
  const relays = ground
    .endsAt('outbox-relay', place)
    .by.filter((each) => each === 'polling-publisher' || each === 'transaction-log-tailing')
  if (relays.length === 1) return []
  if (relays.length > 1)
    return [
      find({
        ...about,
        says: 'several-relays',
        with: { service: name, patterns: listed(relays) },
      }),
    ]
  return [
    find({
      ...about,
      says: 'relay-undecided',
      with: { service: name },
      waivedBy: ['outbox-relay'],
    }),
  ]
}

function pastOutbox(ground: Ground, { name, doors }: ServiceFacts): readonly Finding[] {
  const find = finder(ground, 'told-once')
  return doors
    .filter(({ kind }) => kind === 'publish')
    .map(({ at, through }) =>
      find({
        level: 'error',
        place: `service:${name}`,
        at,
        says: 'publish-past-outbox',
        with: { service: name, through },
      }),
    )
}

function taken(ground: Ground, { name, listens }: ServiceFacts): readonly Finding[] {
  const find = finder(ground, 'told-once')
  return listens
    .filter(({ isOnce }) => !isOnce)
    .map(({ at, service, event }) =>
      find({
        level: 'error',
        place: `channel:${service}.${event}`,
        at,
        says: 'taken-twice',
        with: { service: name, event: `${service}.${event}` },
      }),
    )
}

/** The decision about duplicates, asked once for each service that takes events. */
function duplicates(ground: Ground, { name, listens }: ServiceFacts): readonly Finding[] {
  const find = finder(ground, 'told-once')
  const open = listens.find(
    ({ service, event }) =>
      !isAnsweredBy(
        ground,
        { area: 'duplicates', place: `channel:${service}.${event}` },
        'idempotent-consumer',
      ),
  )
  if (open === undefined) return []
  return [
    find({
      level: 'error',
      place: `channel:${open.service}.${open.event}`,
      at: open.at,
      says: 'duplicates-undecided',
      with: { service: name, event: `${open.service}.${open.event}` },
      waivedBy: ['duplicates'],
    }),
  ]
}
