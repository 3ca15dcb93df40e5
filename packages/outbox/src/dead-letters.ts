/** What a person may do with dead messages: look, try again in key order, or give up for good. */
import type { Database } from '@atoll/storage'
import { makeNextDue, type Place } from './parked.ts'

/** One dead message, without its payload. */
export interface DeadLetter {
  readonly consumer: string
  readonly key: string
  readonly n: number
  readonly messageId: string
  readonly topic: string
  readonly attempts: number
  readonly parkedAt: string
  readonly error: { readonly kind: string; readonly code: string; readonly message: string } | null
  /** Messages of the same key that wait behind it. */
  readonly behind: number
}

/** Which dead messages are meant; no field means all. */
export interface DeadLetterFilter {
  readonly consumer?: string
  readonly key?: string
}

/** How many are listed at once. */
const listedMax = 1000

/** Lists dead messages, oldest first. */
export function listDeadLetters(
  database: Database,
  filter: DeadLetterFilter = {},
): Promise<DeadLetter[]> {
  return database.reader()<DeadLetter>`
    select consumer, key, n, msg_id as "messageId", msg->>'topic' as topic, attempts,
      parked_at as "parkedAt", error,
      (select count(*)::int from atoll.parked after where after.consumer = parked.consumer
        and after.key = parked.key and after.n > parked.n) as behind
    from atoll.parked
    where state = 'dead' and consumer = coalesce(${filter.consumer ?? null}, consumer)
      and key = coalesce(${filter.key ?? null}, key)
    order by n limit ${listedMax}`
}

/** Makes dead messages due at once, with a fresh count of tries; those behind follow in key order. */
export async function replayDeadLetters(
  database: Database,
  filter: DeadLetterFilter = {},
): Promise<number> {
  const rows = await database.transaction(
    ({ sql }) => sql`
      update atoll.parked set state = 'retry', attempts = 0, started = 0, next_at = now()
      where state = 'dead' and consumer = coalesce(${filter.consumer ?? null}, consumer)
        and key = coalesce(${filter.key ?? null}, key)
      returning 1`,
  )
  return rows.length
}

/** Gives dead messages up; their inbox rows stay, so that they never come back. Those behind are due at once. */
export function discardDeadLetters(database: Database, filter: DeadLetterFilter): Promise<number> {
  return database.transaction(async ({ sql }) => {
    const rows = await sql<Place>`
      delete from atoll.parked
      where state = 'dead' and consumer = coalesce(${filter.consumer ?? null}, consumer)
        and key = coalesce(${filter.key ?? null}, key)
      returning consumer, key`
    await Promise.all(rows.map((row) => makeNextDue(sql, row)))
    return rows.length
  })
}
