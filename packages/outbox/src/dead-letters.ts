/** What a person may do with dead messages: look, try again in key order, or give up for good. */
import type { Database } from '@atoll/storage'
import { type DeadLetter, type DeadLetterFilter, tablesOf } from './tables.ts'

export type { DeadLetter, DeadLetterFilter } from './tables.ts'

/** How many are listed at once. */
const listedMax = 1000

/** Lists dead messages, oldest first. */
export function listDeadLetters(
  database: Database,
  filter: DeadLetterFilter = {},
): Promise<DeadLetter[]> {
  const reader = database.reader()
  return tablesOf(reader).deadLetters.list(reader, filter, listedMax)
}

/** Makes dead messages due at once, with a fresh count of tries; those behind follow in key order. */
export function replayDeadLetters(
  database: Database,
  filter: DeadLetterFilter = {},
): Promise<number> {
  return database.transaction(({ sql }) => tablesOf(sql).deadLetters.revive(sql, filter))
}

/** Gives dead messages up; their inbox rows stay, so that they never come back. Those behind are due at once. */
export function discardDeadLetters(database: Database, filter: DeadLetterFilter): Promise<number> {
  return database.transaction(({ sql }) => tablesOf(sql).deadLetters.discard(sql, filter))
}
