/** Rule 8: every request has a verified caller, or stands in the list of what anyone may ask. */
import type { Finding } from './finding.ts'
import { finder, type Ground, isAnsweredBy, listed, placeOf } from './ground.ts'

/** Operations that ask who calls without anybody having decided how that is known, doors beside the platform, the list. */
export function knownCallers(ground: Ground): readonly Finding[] {
  return [...undecided(ground), ...ofServices(ground), ...open(ground)]
}

function undecided(ground: Ground): readonly Finding[] {
  const isDecided = isAnsweredBy(
    ground,
    { area: 'caller-identity', place: 'system' },
    'access-token',
  )
  if (!ground.isApart || isDecided) return []
  const find = finder(ground, 'known-callers')
  const [first] = ground.facts.services.flatMap(({ name, operations }) =>
    operations
      .filter(({ scopes }) => scopes !== 'anyone')
      .map((operation) => ({ name, operation })),
  )
  if (first === undefined) return []
  const { name, operation } = first
  return [
    find({
      level: 'error',
      place: placeOf(name, operation),
      at: operation.at,
      says: 'callers-undecided',
      with: { operation: `${name}.${operation.name}` },
      waivedBy: ['caller-identity'],
    }),
  ]
}

function ofServices(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'known-callers')
  return ground.facts.services.flatMap(({ name, operations, doors }) => [
    ...operations
      .filter(({ scopes, asksCallerAt }) => scopes === 'anyone' && asksCallerAt !== null)
      .map((operation) =>
        find({
          level: 'error',
          place: placeOf(name, operation),
          at: operation.asksCallerAt,
          says: 'caller-of-anyone',
          with: { operation: `${name}.${operation.name}` },
        }),
      ),
    ...doors
      .filter(({ kind }) => kind === 'listen')
      .map(({ at, through }) =>
        find({
          level: 'error',
          place: `service:${name}`,
          at,
          says: 'own-door',
          with: { service: name, through },
        }),
      ),
  ])
}

/** The list itself, so that nobody has to look for it. */
function open(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'known-callers')
  const names = ground.facts.services.flatMap(({ name, operations }) =>
    operations.filter(({ scopes }) => scopes === 'anyone').map((each) => `${name}.${each.name}`),
  )
  if (names.length === 0) return []
  return [
    find({
      level: 'note',
      place: 'system',
      at: null,
      says: 'open-to-anyone',
      with: { operations: listed(names), count: `${names.length}` },
    }),
  ]
}
