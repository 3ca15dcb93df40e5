/** By what a repeated command is recognised, on PostgreSQL. */
import type { IdempotencyTable } from '../tables.ts'

interface Row {
  readonly request_hash: string
  readonly reply: unknown
}

export const idempotency: IdempotencyTable = {
  async add(sql, { subject, operation, key }, requestHash) {
    const inserted = await sql`
      insert into atoll.idempotency (subject, operation, key, request_hash)
      values (${subject}, ${operation}, ${key}, ${requestHash})
      on conflict do nothing returning 1`
    return inserted.length > 0
  },
  async read(sql, { subject, operation, key }) {
    const rows = await sql<Row>`
      select request_hash, reply from atoll.idempotency
      where subject = ${subject} and operation = ${operation} and key = ${key}`
    return rows[0] ?? null
  },
  async answer(sql, { subject, operation, key }, reply) {
    await sql`
      update atoll.idempotency set reply = ${reply}::jsonb
      where subject = ${subject} and operation = ${operation} and key = ${key}`
  },
  async sweep(sql, { hours, rowsMax }) {
    const swept = await sql`
      delete from atoll.idempotency where ctid in (
        select ctid from atoll.idempotency where at < now() - ${hours} * interval '1 hour'
        limit ${rowsMax}) returning 1`
    return swept.length
  },
}
