/**
 * From where on a lane has to be looked at. Rows that were told and removed stay in the index as dead entries until the
 * database may clean them away, which a transaction left open anywhere in it holds up for as long as it lasts; a relay
 * that begins at the lane's start each time then reads all of them at every page. Kept by the relay, for itself.
 *
 * Argument. A writer holds the lock of a key from before it draws an id until its rows are visible. So once every writer
 * is gone that held a lock just after `drawn` was read, no row up to `drawn` will appear any more, however late other
 * transactions commit. Of those that are there, the next page shows the first; below it the lane is empty for good.
 * This is no cursor: nothing is passed over because something later was seen.
 */
import { laneCount } from '@atoll/messaging'
import type { Clock } from '@atoll/pipeline'
import type { Database } from '@atoll/storage'
import { type OutboxRow, type Watermark, tablesOf } from './tables.ts'

/** Where the lanes begin, as far as one relay knows. */
export interface Floors {
  /** Finds out more, if enough was removed to be worth it. */
  look(): Promise<void>
  /** Below it the lane is empty for good. */
  of(lane: number): number
  /** Learns from a page that was asked for after the last `look`: the first rows of these lanes. */
  learn(lanes: readonly number[], rows: readonly OutboxRow[]): void
  removed(count: number): void
}

/** Dead entries that are not worth a question. Units: rows. */
const removedMin = 1_000
/** Between two questions. Units: milliseconds. */
const lookMs = 200
/**
 * After this every lane has been looked at again from its start, for rows that somebody wrote by hand, without the locks,
 * and for a database that was put back to an earlier state under the relay. One lane after the other: such a look reads all
 * dead entries of its lane, and those of all lanes at once can take longer than a lease. Units: milliseconds.
 */
const forgetMs = 60_000
const forgetLaneMs = forgetMs / laneCount

/** Makes the floors of one relay: nothing is known. */
export function createFloors({
  database,
  clock,
}: {
  readonly database: Database
  readonly clock: Clock
}): Floors {
  const floors = new Map<number, number>()
  let mark: Watermark | null = null
  /** No row below it will appear any more. */
  let settled = 0
  // Nothing is known yet, and others may have left any number of dead entries.
  let removed = removedMin
  let lookAt = 0
  let forgotten = 0
  let forgetAt = clock.monotonic() + forgetLaneMs
  const forgetLane = () => {
    floors.delete(forgotten % laneCount)
    forgotten += 1
    forgetAt += forgetLaneMs
    if (forgotten % laneCount !== 0) return
    mark = null
    settled = 0
    // Also when nothing is removed: else an idle relay would read every dead entry at each of its pages.
    removed = removedMin
  }
  return {
    async look() {
      const now = clock.monotonic()
      // A relay that stood still for long has everything to forget, once.
      forgetAt = Math.max(forgetAt, now - forgetMs)
      while (now >= forgetAt) forgetLane()
      if (removed < removedMin || now < lookAt) return
      lookAt = now + lookMs
      const reader = database.reader()
      const next = await tablesOf(reader).outbox.watermark(reader)
      if (mark === null) mark = next
      else if (!mark.writers.some((writer) => next.writers.includes(writer))) {
        settled = mark.drawn + 1
        mark = next
        removed = 0
      }
    },
    of: (lane) => floors.get(lane) ?? 0,
    learn(lanes, rows) {
      const firsts = new Map<number, number>()
      for (const { lane, id } of rows) firsts.set(lane, Math.min(firsts.get(lane) ?? id, id))
      for (const lane of lanes) {
        const floor = Math.min(settled, firsts.get(lane) ?? settled)
        if (floor > (floors.get(lane) ?? 0)) floors.set(lane, floor)
      }
    },
    removed: (count) => void (removed += count),
  }
}
