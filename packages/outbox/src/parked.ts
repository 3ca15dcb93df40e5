/**
 * The table of messages that wait: for another try, behind an earlier one of their key, or dead until a person decides.
 * Consumers put messages in, the retries take them out; nothing here handles one.
 *
 * Order argument. A message is tried only while no earlier one of its key is parked. One behind is made due by whoever
 * takes its predecessor away, in that transaction; who parks one behind first locks the predecessor, so that either
 * the one sees the new row or the other sees that nothing is left to wait for.
 */
import type { Envelope } from '@atoll/messaging'
import type { Fault, Random } from '@atoll/pipeline'
import type { Database, Sql } from '@atoll/storage'
import { describeFailure, pauseAfter } from './failure.ts'
import { toKeepable } from './keepable.ts'
import { type ClaimedRow, type NewParkedRow, type Place, tablesOf } from './tables.ts'

/** Why and how a message is parked. */
export interface Parking {
  readonly state: 'retry' | 'behind' | 'dead'
  readonly failure: Fault
}

/** A message as it is kept: its body as text, since jsonb holds no bytes. */
export type StoredMessage = Omit<Envelope, 'body'> & { readonly body: string }

/** A parked message that one instance tries. */
export interface Claimed extends ClaimedRow {
  readonly msg: StoredMessage
}

/** Puts a message aside in one transaction with its inbox row; afterwards it can be acknowledged. */
export async function park(
  parts: {
    readonly name: string
    readonly database: Database
    readonly random: Random
    readonly retryPausesMs?: readonly number[]
  },
  envelope: Envelope,
  { state, failure }: Parking,
): Promise<void> {
  const consumer = parts.name
  const pauseMs = pauseAfter(1, parts.random, parts.retryPausesMs)
  await parts.database.transaction(async ({ sql }) => {
    const { inbox, parked } = tablesOf(sql)
    const { id, key } = envelope
    if (!(await inbox.add(sql, consumer, id))) return
    const isBehind = state === 'behind' && (await parked.lockLast(sql, { consumer, key }))
    const kept: Kept = isBehind
      ? { state: 'behind', waitMs: null, tried: 0 }
      : toKept(state, pauseMs)
    const message = JSON.stringify(toStored(envelope))
    await parked.add(sql, { consumer, key, id, message, ...kept, error: describeFailure(failure) })
  })
}

/** What stands in the row beside the message. */
type Kept = Pick<NewParkedRow, 'state' | 'waitMs' | 'tried'>

/** Of a message that waits behind nothing. */
function toKept(state: Parking['state'], pauseMs: number | null): Kept {
  if (state === 'behind') return { state: 'retry', waitMs: 0, tried: 0 }
  if (state === 'dead' || pauseMs === null) return { state: 'dead', waitMs: null, tried: 1 }
  return { state: 'retry', waitMs: pauseMs, tried: 1 }
}

/** A body that had to be changed to be kept is no JSON, and no less dead for it. */
function toStored(envelope: Envelope): StoredMessage {
  return { ...envelope, body: toKeepable(Buffer.from(envelope.body).toString('utf8')) }
}

/** Reads a message that was parked. */
export function fromStored(stored: StoredMessage): Envelope {
  return { ...stored, body: Buffer.from(stored.body) }
}

/**
 * Claims messages that are due, for a time: whoever holds one tries it; if it dies, the message is due again.
 *  Units    claimMs: milliseconds; countMax: messages
 */
export async function claimDue(
  database: Database,
  consumers: { readonly ordered: readonly string[]; readonly unordered: readonly string[] },
  limits: { readonly claimMs: number; readonly countMax: number },
): Promise<Claimed[]> {
  const rows = await database.transaction(({ sql }) =>
    tablesOf(sql).parked.claimDue(sql, consumers, limits),
  )
  // Only `park` writes messages there.
  return rows as Claimed[]
}

/**
 * Takes a message away, unless another try has, and makes the one behind it due. A try that outlived its claim may:
 * whoever comes first has the effect, or a slow handler would never have it.
 */
export function takeAway(sql: Sql, place: Place): Promise<boolean> {
  return tablesOf(sql).parked.takeAway(sql, place)
}

/** Writes down that a try ended without effect. Units: `pauseMs` until the next one, null for none. */
export async function markFailed(
  database: Database,
  claimed: Claimed,
  { pauseMs, failure }: { readonly pauseMs: number | null; readonly failure: Fault },
): Promise<void> {
  const outcome = { pauseMs, error: describeFailure(failure) }
  await database.transaction(({ sql }) => tablesOf(sql).parked.fail(sql, claimed, outcome))
}

/** Keeps a claim while its try goes on. Units: `claimMs`, milliseconds from now. */
export async function keepClaim(
  database: Database,
  claimed: Claimed,
  claimMs: number,
): Promise<void> {
  await database.transaction(({ sql }) => tablesOf(sql).parked.keep(sql, claimed, claimMs))
}

/** Gives a claim back as if it had never been: the process stops, and nothing was found out. */
export async function giveBack(database: Database, claimed: Claimed): Promise<void> {
  await database.transaction(({ sql }) => tablesOf(sql).parked.giveBack(sql, claimed))
}
