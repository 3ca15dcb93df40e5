/** Messages that wait, on PostgreSQL. */
import type { Sql } from '@atoll/storage'
import type { ClaimedRow, ParkedTable, Place } from '../tables.ts'

export const parked: ParkedTable = {
  async lockLast(sql, { consumer, key }) {
    const rows = await sql`
      select 1 from atoll.parked where consumer = ${consumer} and key = ${key}
      order by n desc limit 1 for update`
    return rows.length > 0
  },
  async add(sql, { consumer, key, id, message, state, tried, waitMs, error }) {
    await sql`
      insert into atoll.parked (consumer, key, msg_id, msg, state, attempts, started, next_at, error)
      values (${consumer}, ${key}, ${id}, ${message}::jsonb,
        ${state}, ${tried}, ${tried}, now() + ${waitMs} * interval '1 millisecond',
        ${error}::jsonb)`
  },
  claimDue: (sql, { ordered, unordered }, { claimMs, countMax }) => sql<ClaimedRow>`
    update atoll.parked set started = started + 1,
      next_at = now() + ${claimMs} * interval '1 millisecond'
    where (consumer, key, n) in (
      select consumer, key, n from atoll.parked due
      where state = 'retry' and next_at <= now() and (
        consumer = any(${[...unordered]}::text[]) or consumer = any(${[...ordered]}::text[])
        and not exists (select 1 from atoll.parked before where before.consumer = due.consumer
          and before.key = due.key and before.n < due.n))
      order by next_at limit ${countMax} for update skip locked)
    returning consumer, key, n, msg, attempts, started`,
  async takeAway(sql, { consumer, key, n }) {
    const taken = await sql`
      delete from atoll.parked where consumer = ${consumer} and key = ${key} and n = ${n}
      returning 1`
    if (taken.length > 0) await makeNextDue(sql, { consumer, key })
    return taken.length > 0
  },
  async fail(sql, { consumer, key, n, attempts, started }, { pauseMs, error }) {
    await sql`
      update atoll.parked set state = ${pauseMs === null ? 'dead' : 'retry'},
        attempts = ${attempts + 1}, started = ${attempts + 1},
        next_at = now() + ${pauseMs ?? 0} * interval '1 millisecond',
        error = ${error}::jsonb
      where consumer = ${consumer} and key = ${key} and n = ${n} and started = ${started}`
  },
  async giveBack(sql, { consumer, key, n, started }) {
    await sql`
      update atoll.parked set started = started - 1, next_at = now()
      where consumer = ${consumer} and key = ${key} and n = ${n} and started = ${started}`
  },
  async keep(sql, { consumer, key, n, started }, claimMs) {
    await sql`
      update atoll.parked set next_at = now() + ${claimMs} * interval '1 millisecond'
      where consumer = ${consumer} and key = ${key} and n = ${n} and started = ${started}`
  },
}

/** A statement of its own: only a new snapshot sees what was put behind while the delete waited. */
export async function makeNextDue(sql: Sql, of: Omit<Place, 'n'>): Promise<void> {
  await sql`
    update atoll.parked set state = 'retry', next_at = now()
    where consumer = ${of.consumer} and key = ${of.key} and state = 'behind'
      and n = (select min(n) from atoll.parked where consumer = ${of.consumer} and key = ${of.key})`
}
