/** Asks the independent checker until it finds nothing, since what was told last may still be on its way. */
import type { Clock } from '@atoll/pipeline'
import { checkStore, type Databases, type Violation } from '../checker/checker.ts'

export type { Databases, Violation }

/** Units: milliseconds */
const withinMs = 30_000
const pauseMs = 250

/** What stays wrong; nothing, if all is right. */
export async function findViolations(databases: Databases, clock: Clock): Promise<Violation[]> {
  const endAt = clock.monotonic() + withinMs
  for (;;) {
    const found = await checkStore(databases)
    if (found.length === 0 || clock.monotonic() > endAt) return found
    await clock.sleep(pauseMs)
  }
}
