/**
 * The ports to the tables of this package, one interface a table. Every part works through `tablesOf(sql)`: on
 * PostgreSQL the handle of a transaction is enough; a twin's handle brings tables of its own (memory.ts). Methods are
 * statements of the transaction whose handle they are given; nothing here opens or ends one.
 */
import type { Sql } from '@atoll/storage'
import { postgresTables } from './postgres/tables.ts'

/** An event on its way into the outbox. */
export interface NewOutboxRow {
  readonly lane: number
  readonly msg_id: string
  readonly topic: string
  readonly key: string
  readonly version: number
  readonly payload: unknown
  readonly headers: Readonly<Record<string, string>>
  /** Shape: ISO 8601 in UTC. */
  readonly at: string
}

/** An event in the outbox. */
export interface OutboxRow extends Omit<NewOutboxRow, 'at'> {
  /** Drawn when the row is inserted, so before its commit. */
  readonly id: number
  /** Units: milliseconds since 1970. */
  readonly at: number
}

/** How far ids are drawn, and who may still bring rows up to there. */
export interface Watermark {
  /** The last id that was drawn; 0 if none was. */
  readonly drawn: number
  /** Transactions that held locks of `add` after that; each name is used once. */
  readonly writers: readonly string[]
}

/** What was committed and is not yet told. */
export interface OutboxTable {
  /** Takes the locks in their order and keeps them until the commit, then draws ids in the order of the rows. */
  add(sql: Sql, rows: readonly NewOutboxRow[], locks: readonly string[]): Promise<void>
  /** The first rows of each lane, by id, from its floor on. Units: `countMax`, rows of one lane. */
  page(
    sql: Sql,
    wanted: {
      readonly lanes: readonly number[]
      /** Of each lane, in the order of the lanes; left out: from the beginning. */
      readonly floors?: readonly number[]
      readonly topics: readonly string[]
      readonly countMax: number
    },
  ): Promise<OutboxRow[]>
  /** Asks first for the id and then for the writers. */
  watermark(sql: Sql): Promise<Watermark>
  remove(sql: Sql, rows: readonly Pick<OutboxRow, 'lane' | 'id'>[]): Promise<void>
  /** Topics in the outbox that are none of these. */
  topicsBeside(sql: Sql, topics: readonly string[]): Promise<string[]>
}

/** Which relay may publish which lanes. */
export interface LaneTable {
  /** Renews what the owner holds, takes its fair share of what is free, gives back what is more. Units: milliseconds. */
  claim(sql: Sql, owner: string, leaseMs: number): Promise<readonly number[]>
  release(sql: Sql, owner: string): Promise<void>
}

/** What is swept: rows older than so many hours, so many at a time. Answers how many went. */
export type SweepTable = (
  sql: Sql,
  bounds: { readonly hours: number; readonly rowsMax: number },
) => Promise<number>

/** By what a message that comes twice is recognised. */
export interface InboxTable {
  /**
   * Waits for another transaction that has the same message. Null when it was settled before, else whether earlier
   * messages of the key are parked.
   */
  enter(
    sql: Sql,
    message: { readonly consumer: string; readonly id: string; readonly key: string },
  ): Promise<{ readonly waiting: boolean } | null>
  /** Answers whether the message is new. */
  add(sql: Sql, consumer: string, id: string): Promise<boolean>
  readonly sweep: SweepTable
}

/** How often a message was begun. */
export interface Start {
  readonly started: number
  readonly isSettled: boolean
}

/** Messages that were begun and not yet ended. */
export interface AttemptTable {
  begin(sql: Sql, consumer: string, id: string): Promise<Start>
  forget(sql: Sql, consumer: string, id: string): Promise<void>
  readonly sweep: SweepTable
}

/** Which parked message. */
export interface Place {
  readonly consumer: string
  readonly key: string
  readonly n: number
}

/** A message as it is parked. */
export interface NewParkedRow {
  readonly consumer: string
  readonly key: string
  readonly id: string
  /** Shape: JSON. */
  readonly message: string
  readonly state: 'retry' | 'behind' | 'dead'
  readonly tried: number
  /** Units: milliseconds from now; null for never. */
  readonly waitMs: number | null
  /** Shape: JSON. */
  readonly error: string
}

/** A claim: `message` as it was parked, tries that ended without effect, tries that began. */
export interface ClaimedRow extends Place {
  readonly msg: unknown
  readonly attempts: number
  readonly started: number
}

/** Messages that wait. */
export interface ParkedTable {
  /** Waits for whoever takes the last message of the key away; answers whether one is still there. */
  lockLast(sql: Sql, of: Omit<Place, 'n'>): Promise<boolean>
  add(sql: Sql, row: NewParkedRow): Promise<void>
  /** Claims what is due; of ordered consumers only the first of each key. Units: `claimMs`, milliseconds. */
  claimDue(
    sql: Sql,
    consumers: { readonly ordered: readonly string[]; readonly unordered: readonly string[] },
    limits: { readonly claimMs: number; readonly countMax: number },
  ): Promise<ClaimedRow[]>
  /** Takes a message away and makes the one behind it due. Answers whether it was still there. */
  takeAway(sql: Sql, place: Place): Promise<boolean>
  /** Writes down a failed try unless a later one has begun. Units: `pauseMs`, null for no further try. */
  fail(
    sql: Sql,
    claimed: Place & Pick<ClaimedRow, 'attempts' | 'started'>,
    outcome: { readonly pauseMs: number | null; readonly error: string },
  ): Promise<void>
  giveBack(sql: Sql, claimed: Place & Pick<ClaimedRow, 'started'>): Promise<void>
  /** Keeps a claim for longer, unless a later try has begun. Units: `claimMs`, milliseconds from now. */
  keep(sql: Sql, claimed: Place & Pick<ClaimedRow, 'started'>, claimMs: number): Promise<void>
}

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

/** The parked messages that are dead, as a person sees them. Changes answer how many they concerned. */
export interface DeadLetterTable {
  list(sql: Sql, filter: DeadLetterFilter, countMax: number): Promise<DeadLetter[]>
  revive(sql: Sql, filter: DeadLetterFilter): Promise<number>
  /** Those behind are due at once. */
  discard(sql: Sql, filter: DeadLetterFilter): Promise<number>
}

/** Which command. */
export interface CommandScope {
  readonly subject: string
  readonly operation: string
  readonly key: string
}

/** By what a repeated command is recognised. */
export interface IdempotencyTable {
  /** Waits for another transaction that has the same command; answers whether it is new. */
  add(sql: Sql, scope: CommandScope, requestHash: string): Promise<boolean>
  read(
    sql: Sql,
    scope: CommandScope,
  ): Promise<{ readonly request_hash: string; readonly reply: unknown } | null>
  /** Shape: `reply` is JSON. */
  answer(sql: Sql, scope: CommandScope, reply: string): Promise<void>
  readonly sweep: SweepTable
}

/** All tables of the outbox in one service's database. */
export interface Tables {
  readonly outbox: OutboxTable
  readonly lanes: LaneTable
  readonly inbox: InboxTable
  readonly attempts: AttemptTable
  readonly parked: ParkedTable
  readonly deadLetters: DeadLetterTable
  readonly idempotency: IdempotencyTable
}

/** Where the handle of a twin carries its tables. */
export const twinTables: unique symbol = Symbol('tables of a twin')

/** A handle that is no SQL: it brings the tables it works on. */
export interface TwinSql extends Sql {
  readonly [twinTables]: Tables
}

/** The tables behind a handle. */
export function tablesOf(sql: Sql): Tables {
  return isTwin(sql) ? sql[twinTables] : postgresTables
}

function isTwin(sql: Sql): sql is TwinSql {
  return twinTables in sql
}
