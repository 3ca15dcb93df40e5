/** The tables of the outbox on PostgreSQL; the statements stand in the files beside this one. */
import type { Tables } from '../tables.ts'
import { attempts } from './attempts.ts'
import { deadLetters } from './dead-letters.ts'
import { idempotency } from './idempotency.ts'
import { inbox } from './inbox.ts'
import { lanes } from './lanes.ts'
import { outbox } from './outbox.ts'
import { parked } from './parked.ts'

/** Statements of whichever transaction's handle they are given. */
export const postgresTables: Tables = {
  outbox,
  lanes,
  inbox,
  attempts,
  parked,
  deadLetters,
  idempotency,
}
