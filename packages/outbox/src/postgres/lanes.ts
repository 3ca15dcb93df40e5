/** Which relay may publish which lanes, on PostgreSQL. */
import { laneCount } from '@atoll/messaging'
import type { LaneTable } from '../tables.ts'

export const lanes: LaneTable = {
  async claim(sql, owner, leaseMs) {
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
  },
  async release(sql, owner) {
    await sql`
      update atoll.outbox_lane set owner = null, expires_at = to_timestamp(0)
      where owner = ${owner}`
    await sql`delete from atoll.outbox_relay where owner = ${owner}`
  },
}
