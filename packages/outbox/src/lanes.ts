/**
 * The lane lease: which relay may publish which lanes, until when. A lane has one owner at a time; a lease that is not
 * renewed runs out, and the next owner gets a higher epoch. Called by the relay only.
 */
import type { Clock, Ids } from '@atoll/pipeline'
import { laneCount } from '@atoll/messaging'
import type { Database, Sql } from '@atoll/storage'

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
      lanes = await database.transaction(({ sql }) => claim(sql, owner, leaseMs))
      usableUntil = asked + leaseMs * (1 - marginPart)
    },
    held: () => (clock.monotonic() < usableUntil ? lanes : []),
    async release() {
      lanes = []
      await database.transaction(async ({ sql }) => {
        await sql`
          update atoll.outbox_lane set owner = null, expires_at = to_timestamp(0)
          where owner = ${owner}`
        await sql`delete from atoll.outbox_relay where owner = ${owner}`
      })
    },
  }
}

async function claim(sql: Sql, owner: string, leaseMs: number): Promise<readonly number[]> {
  await sql`
    insert into atoll.outbox_relay (owner, expires_at)
    values (${owner}, now() + ${leaseMs} * interval '1 millisecond')
    on conflict (owner) do update set expires_at = excluded.expires_at`
  await sql`
    delete from atoll.outbox_relay where owner in (
      select owner from atoll.outbox_relay where expires_at < now() - interval '1 minute'
      for update skip locked)`
  const [{ live } = { live: 1 }] = await sql<{ live: number }>`
    select count(*)::int as live from atoll.outbox_relay where expires_at > now()`
  const share = Math.ceil(laneCount / Math.max(1, live))
  const rows = await sql<{ lane: number }>`
    update atoll.outbox_lane
    set owner = ${owner}, epoch = epoch + (owner is distinct from ${owner})::int,
      expires_at = now() + ${leaseMs} * interval '1 millisecond'
    where lane in (
      select lane from atoll.outbox_lane
      where owner = ${owner} or expires_at < now()
      order by owner = ${owner} desc nulls last, lane limit ${share} for update skip locked)
    returning lane`
  const held = rows.map((row) => row.lane)
  // What is over the fair share goes back at once, so that a relay that joins gets lanes within one renewal.
  await sql`
    update atoll.outbox_lane set owner = null, expires_at = to_timestamp(0)
    where owner = ${owner} and not lane = any(${held}::smallint[])`
  return held
}
