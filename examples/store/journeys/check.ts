/** Waits until the store is right: what is still on its way may arrive first. Journeys call it at their end. */
import { until } from '@atoll/testkit'
import { checkStore, type Databases, type Violation } from '../checker/checker.ts'

/** Units: milliseconds. */
const withinMsDefault = 30_000

/** Resolves when the checker finds nothing any more. Faults: an Error that lists what stays wrong. */
export async function untilRight(databases: Databases, withinMs = withinMsDefault): Promise<void> {
  let found: readonly Violation[] = []
  await until(
    async () => {
      found = await checkStore(databases)
      return found.length === 0
    },
    {
      withinMs,
      what: 'the databases to be right',
      explain: () =>
        found.map(({ database, rule, what }) => `${database}: ${rule}: ${what}`).join('\n'),
    },
  )
}
