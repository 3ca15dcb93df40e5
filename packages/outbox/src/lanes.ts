/**
 * The lane lease: which relay may publish which lanes, until when. A lane has one owner at a time; a lease that is not
 * renewed runs out, and the next owner gets a higher epoch. Called by the relay only.
 */
import type { Clock, Ids } from '@atoll/pipeline'
import type { Database } from '@atoll/storage'
import { tablesOf } from './tables.ts'

/** The lanes this relay holds at the moment. */
export interface Lanes {
  /** Renews what is held and takes its fair share of what is free. Called at a third of the lease. */
  renew(): Promise<void>
  /** The lanes that may be published now: none once the lease is near its end by the monotonic clock. */
  held(): readonly number[]
  /** Gives everything back, so that others need not wait for the lease to run out. */
  release(): Promise<void>
}

/** The part of a lease in which nothing new is published, against clocks and pauses. */
const marginPart = 0.2

/** Units: `leaseMs` in milliseconds. */
export function createLanes(parts: {
  readonly database: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly leaseMs: number
}): Lanes {
  const { database, clock, leaseMs } = parts
  const owner = parts.ids.uuid()
  let lanes: readonly number[] = []
  let usableUntil = 0
  return {
    async renew() {
      const asked = clock.monotonic()
      lanes = await database.transaction(({ sql }) =>
        tablesOf(sql).lanes.claim(sql, owner, leaseMs),
      )
      usableUntil = asked + leaseMs * (1 - marginPart)
    },
    held: () => (clock.monotonic() < usableUntil ? lanes : []),
    async release() {
      lanes = []
      await database.transaction(({ sql }) => tablesOf(sql).lanes.release(sql, owner))
    },
  }
}
