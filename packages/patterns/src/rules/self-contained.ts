/** Rule 5: an operation that was decided to answer by itself awaits nobody. */
import type { Finding } from './finding.ts'
import { finder, type Ground, placeOf } from './ground.ts'

/** Calls of operations that should make none. */
export function selfContained(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'self-contained')
  return ground.facts.services.flatMap(({ name, operations }) =>
    operations.flatMap((operation) => {
      // What is decided about answering is decided of operations of either kind.
      const place = `operation:${name}.${operation.name}` as const
      const { by } = ground.endsAt('sync-collaboration', place)
      if (!by.includes('self-contained-service')) return []
      return operation.calls.map(({ at, service, operation: called }) =>
        find({
          level: called === null ? 'warning' : 'error',
          place: placeOf(name, operation),
          at,
          says: called === null ? 'may-await-others' : 'awaits-others',
          with: {
            operation: `${name}.${operation.name}`,
            callee: called === null ? service : `${service}.${called}`,
          },
          waivedBy: ['sync-collaboration'],
        }),
      )
    }),
  )
}
