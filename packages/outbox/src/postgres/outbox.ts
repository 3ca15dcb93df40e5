/** What was committed and is not yet told, on PostgreSQL. */
import type { OutboxRow, OutboxTable } from '../tables.ts'

export const outbox: OutboxTable = {
  async add(sql, rows, locks) {
    // One statement, since a second one costs more than all of its work. Ids are drawn above the join, once per row that
    // leaves it, and nothing leaves it before all locks are counted. A record makes the null of JSON that of SQL.
    await sql`
      with locked as materialized (
        select pg_advisory_xact_lock(hashtextextended(name, 0))
        from unnest(${[...locks]}::text[]) with ordinality as wanted (name, place) order by place)
      insert into atoll.outbox (lane, msg_id, topic, key, version, payload, headers, created_at)
      select lane, msg_id, topic, key, version, coalesce(payload, 'null'), headers, at
      from (select count(*) from locked) as held,
        rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as
          (lane smallint, msg_id uuid, topic text, key text, version int, payload jsonb, headers jsonb,
           at timestamptz))
        with ordinality as row (lane, msg_id, topic, key, version, payload, headers, at, place)
      order by place`
  },
  page: (sql, { lanes, floors, topics, countMax }) => sql<OutboxRow>`
    select page.lane, page.id, msg_id, topic, key, version, payload, headers,
      (extract(epoch from created_at) * 1000)::int8 as at
    from unnest(${[...lanes]}::smallint[], ${floors === undefined ? lanes.map(() => 0) : [...floors]}::int8[])
      as held (lane, floor)
    cross join lateral (select * from atoll.outbox
      where outbox.lane = held.lane and outbox.id >= held.floor and topic = any(${[...topics]}::text[])
      order by id limit ${countMax}) as page
    order by page.id`,
  async watermark(sql) {
    const [last] = await sql<{ drawn: number }>`
      select coalesce(pg_sequence_last_value(
        pg_get_serial_sequence('atoll.outbox', 'id')::regclass), 0)::int8 as drawn`
    // Locks of other users of this database only hold the answer up; those of idle sessions, which end in /0, may last.
    const writers = await sql<{ writer: string }>`
      select distinct virtualtransaction as writer from pg_locks
      where locktype = 'advisory' and granted and virtualtransaction not like '%/0'
        and database = (select oid from pg_database where datname = current_database())`
    return { drawn: last?.drawn ?? 0, writers: writers.map(({ writer }) => writer) }
  },
  async remove(sql, rows) {
    await sql`
      delete from atoll.outbox
      using unnest(${rows.map((row) => row.lane)}::smallint[], ${rows.map((row) => row.id)}::int8[])
        as told (lane, id)
      where outbox.lane = told.lane and outbox.id = told.id`
  },
  async topicsBeside(sql, topics) {
    const rows = await sql<{ topic: string }>`
      select distinct topic from atoll.outbox where topic <> all(${[...topics]}::text[])`
    return rows.map(({ topic }) => topic)
  },
}
