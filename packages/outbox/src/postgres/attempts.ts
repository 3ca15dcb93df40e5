/** Messages that were begun and not yet ended, on PostgreSQL. */
import type { AttemptTable, Start } from '../tables.ts'

export const attempts: AttemptTable = {
  async begin(sql, consumer, id) {
    const [start] = await sql<Start>`
      insert into atoll.attempt (consumer, msg_id, started) values (${consumer}, ${id}, 1)
      on conflict (consumer, msg_id) do update set started = atoll.attempt.started + 1
      returning started, exists (select 1 from atoll.inbox
        where consumer = ${consumer} and msg_id = ${id}) as "isSettled"`
    return start ?? { started: 1, isSettled: false }
  },
  async forget(sql, consumer, id) {
    await sql`delete from atoll.attempt where consumer = ${consumer} and msg_id = ${id}`
  },
  async sweep(sql, { hours, rowsMax }) {
    const swept = await sql`
      delete from atoll.attempt where ctid in (
        select ctid from atoll.attempt where at < now() - ${hours} * interval '1 hour'
        limit ${rowsMax}) returning 1`
    return swept.length
  },
}
