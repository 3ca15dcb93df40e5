/** The parked messages that are dead, on PostgreSQL. */
import type { DeadLetter, DeadLetterTable, Place } from '../tables.ts'
import { makeNextDue } from './parked.ts'

export const deadLetters: DeadLetterTable = {
  list: (sql, { consumer = null, key = null }, countMax) => sql<DeadLetter>`
    select consumer, key, n, msg_id as "messageId", msg->>'topic' as topic, attempts,
      parked_at as "parkedAt", error,
      (select count(*)::int from atoll.parked after where after.consumer = parked.consumer
        and after.key = parked.key and after.n > parked.n) as behind
    from atoll.parked
    where state = 'dead' and consumer = coalesce(${consumer}, consumer)
      and key = coalesce(${key}, key)
    order by n limit ${countMax}`,
  async revive(sql, { consumer = null, key = null }) {
    const rows = await sql`
      update atoll.parked set state = 'retry', attempts = 0, started = 0, next_at = now()
      where state = 'dead' and consumer = coalesce(${consumer}, consumer)
        and key = coalesce(${key}, key)
      returning 1`
    return rows.length
  },
  async discard(sql, { consumer = null, key = null }) {
    const rows = await sql<Place>`
      delete from atoll.parked
      where state = 'dead' and consumer = coalesce(${consumer}, consumer)
        and key = coalesce(${key}, key)
      returning consumer, key`
    await Promise.all(rows.map((row) => makeNextDue(sql, row)))
    return rows.length
  },
}
