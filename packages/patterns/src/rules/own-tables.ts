/** Rule 7: no service reads another's tables, and a shared database is an exception with a day. */
import type { Place } from '../loop/place.ts'
import type { ServiceFacts } from './facts.ts'
import type { Finding } from './finding.ts'
import { finder, type Ground } from './ground.ts'

/** Tables of others, databases opened by hand, and databases that two services share. */
export function ownTables(ground: Ground): readonly Finding[] {
  const owners = new Map<string, string>()
  for (const { name, tables } of ground.facts.services)
    for (const table of tables) if (!owners.has(table.name)) owners.set(table.name, name)
  const first = new Map<string, string>()
  return ground.facts.services.flatMap((service) => {
    const { name, database } = service
    const other = database === null ? undefined : first.get(database)
    if (database !== null && other === undefined) first.set(database, name)
    return [
      ...foreign(ground, service, owners),
      ...byHand(ground, service),
      ...(other === undefined ? [] : shared(ground, service, other)),
      ...withoutDay(ground, service),
    ]
  })
}

function foreign(
  ground: Ground,
  { name, tables, names }: ServiceFacts,
  owners: ReadonlyMap<string, string>,
): readonly Finding[] {
  const find = finder(ground, 'own-tables')
  const own = new Set(tables.map((each) => each.name))
  return names.flatMap(({ name: table, at }) => {
    const owner = owners.get(table)
    if (owner === undefined || own.has(table)) return []
    return [
      find({
        level: 'error',
        place: `service:${name}`,
        at,
        says: 'foreign-table',
        with: { service: name, table, owner },
        waivedBy: ['shared-schema'],
      }),
    ]
  })
}

function byHand(ground: Ground, { name, doors }: ServiceFacts): readonly Finding[] {
  const find = finder(ground, 'own-tables')
  return doors
    .filter(({ kind }) => kind === 'database')
    .map(({ at, through }) =>
      find({
        level: 'error',
        place: `service:${name}`,
        at,
        says: 'database-past-platform',
        with: { service: name, through },
      }),
    )
}

function shared(ground: Ground, { name, at }: ServiceFacts, other: string): readonly Finding[] {
  const find = finder(ground, 'own-tables')
  return [
    find({
      level: 'error',
      place: `service:${name}`,
      at,
      says: 'one-database',
      with: { service: name, other },
      waivedBy: ['shared-schema'],
    }),
  ]
}

/** The decision for a shared database holds only until the day on which it is looked at again. */
function withoutDay(ground: Ground, { name }: ServiceFacts): readonly Finding[] {
  const place: Place = `service:${name}`
  const { by } = ground.endsAt('data-ownership', place)
  if (!by.includes('shared-database')) return []
  if (ground.endsAt('shared-schema', place).end === 'waived') return []
  const find = finder(ground, 'own-tables')
  const at = ground.saidAt('data-ownership', place)?.at ?? null
  return [find({ level: 'error', place, at, says: 'shared-without-day', with: { service: name } })]
}
