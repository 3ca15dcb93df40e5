/** By what a message that comes twice is recognised, on PostgreSQL. */
import type { InboxTable } from '../tables.ts'

export const inbox: InboxTable = {
  async enter(sql, { consumer, id, key }) {
    const rows = await sql<{ waiting: boolean }>`
      insert into atoll.inbox (consumer, msg_id) values (${consumer}, ${id})
      on conflict do nothing
      returning exists (select 1 from atoll.parked
        where consumer = ${consumer} and key = ${key}) as waiting`
    return rows[0] ?? null
  },
  async add(sql, consumer, id) {
    const fresh = await sql`
      insert into atoll.inbox (consumer, msg_id) values (${consumer}, ${id})
      on conflict do nothing returning 1`
    return fresh.length > 0
  },
  async sweep(sql, { hours, rowsMax }) {
    const swept = await sql`
      delete from atoll.inbox where ctid in (
        select ctid from atoll.inbox where at < now() - ${hours} * interval '1 hour'
          and not exists (select 1 from atoll.parked
            where parked.consumer = inbox.consumer and parked.msg_id = inbox.msg_id)
        limit ${rowsMax}) returning 1`
    return swept.length
  },
}
