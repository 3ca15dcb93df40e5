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

/** Why and how a message is parked. */
export interface Parking {
  readonly state: 'retry' | 'behind' | 'dead'
  readonly failure: Fault
}

/** A message as it is kept: its body as text, since jsonb holds no bytes. */
export type StoredMessage = Omit<Envelope, 'body'> & { readonly body: string }

/** Which parked message. */
export interface Place {
  readonly consumer: string
  readonly key: string
  readonly n: number
}

/** A parked message that one instance tries. */
export interface Claimed extends Place {
  readonly msg: StoredMessage
  /** Tries that ended without effect. */
  readonly attempts: number
  /** Tries that began; tells this try from any later one. */
  readonly started: number
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
    const fresh = await sql`
      insert into atoll.inbox (consumer, msg_id) values (${consumer}, ${envelope.id})
      on conflict do nothing returning 1`
    if (fresh.length === 0) return
    const isBehind = state === 'behind' && (await lockLast(sql, consumer, envelope.key))
    const { kept, waitMs, tried } = isBehind
      ? { kept: 'behind', waitMs: null, tried: 0 }
      : toKept(state, pauseMs)
    await sql`
      insert into atoll.parked (consumer, key, msg_id, msg, state, attempts, started, next_at, error)
      values (${consumer}, ${envelope.key}, ${envelope.id}, ${JSON.stringify(toStored(envelope))}::jsonb,
        ${kept}, ${tried}, ${tried}, now() + ${waitMs} * interval '1 millisecond',
        ${describeFailure(failure)}::jsonb)`
  })
}

/** What stands in the row of a message that waits behind nothing. */
function toKept(state: Parking['state'], pauseMs: number | null) {
  if (state === 'behind') return { kept: 'retry', waitMs: 0, tried: 0 }
  if (state === 'dead' || pauseMs === null) return { kept: 'dead', waitMs: null, tried: 1 }
  return { kept: 'retry', waitMs: pauseMs, tried: 1 }
}

/** Waits for whoever takes the last message of the key away; answers whether one is still there. */
async function lockLast(sql: Sql, consumer: string, key: string): Promise<boolean> {
  const rows = await sql`
    select 1 from atoll.parked where consumer = ${consumer} and key = ${key}
    order by n desc limit 1 for update`
  return rows.length > 0
}

function toStored(envelope: Envelope): StoredMessage {
  return { ...envelope, body: Buffer.from(envelope.body).toString('utf8') }
}

/** Reads a message that was parked. */
export function fromStored(stored: StoredMessage): Envelope {
  return { ...stored, body: Buffer.from(stored.body) }
}

/**
 * Claims messages that are due, for a time: whoever holds one tries it; if it dies, the message is due again.
 *  Units    claimMs: milliseconds; countMax: messages
 */
export function claimDue(
  database: Database,
  consumers: { readonly ordered: readonly string[]; readonly unordered: readonly string[] },
  limits: { readonly claimMs: number; readonly countMax: number },
): Promise<Claimed[]> {
  const { ordered, unordered } = consumers
  return database.transaction(
    ({ sql }) => sql<Claimed>`
      update atoll.parked set started = started + 1,
        next_at = now() + ${limits.claimMs} * interval '1 millisecond'
      where (consumer, key, n) in (
        select consumer, key, n from atoll.parked due
        where state = 'retry' and next_at <= now() and (
          consumer = any(${[...unordered]}::text[]) or consumer = any(${[...ordered]}::text[])
          and not exists (select 1 from atoll.parked before where before.consumer = due.consumer
            and before.key = due.key and before.n < due.n))
        order by next_at limit ${limits.countMax} for update skip locked)
      returning consumer, key, n, msg, attempts, started`,
  )
}

/**
 * Takes a message away, unless another try has, and makes the one behind it due. A try that outlived its claim may:
 * whoever comes first has the effect, or a slow handler would never have it.
 */
export async function takeAway(sql: Sql, { consumer, key, n }: Place): Promise<boolean> {
  const taken = await sql`
    delete from atoll.parked where consumer = ${consumer} and key = ${key} and n = ${n}
    returning 1`
  if (taken.length > 0) await makeNextDue(sql, { consumer, key })
  return taken.length > 0
}

/** A statement of its own: only a new snapshot sees what was put behind while the delete waited. */
export async function makeNextDue(sql: Sql, of: Omit<Place, 'n'>): Promise<void> {
  await sql`
    update atoll.parked set state = 'retry', next_at = now()
    where consumer = ${of.consumer} and key = ${of.key} and state = 'behind'
      and n = (select min(n) from atoll.parked where consumer = ${of.consumer} and key = ${of.key})`
}

/** Writes down that a try ended without effect. Units: `pauseMs` until the next one, null for none. */
export async function markFailed(
  database: Database,
  { consumer, key, n, attempts, started }: Claimed,
  { pauseMs, failure }: { readonly pauseMs: number | null; readonly failure: Fault },
): Promise<void> {
  await database.transaction(
    ({ sql }) => sql`
      update atoll.parked set state = ${pauseMs === null ? 'dead' : 'retry'},
        attempts = ${attempts + 1}, started = ${attempts + 1},
        next_at = now() + ${pauseMs ?? 0} * interval '1 millisecond',
        error = ${describeFailure(failure)}::jsonb
      where consumer = ${consumer} and key = ${key} and n = ${n} and started = ${started}`,
  )
}

/** Gives a claim back as if it had never been: the process stops, and nothing was found out. */
export async function giveBack(database: Database, claimed: Claimed): Promise<void> {
  const { consumer, key, n, started } = claimed
  await database.transaction(
    ({ sql }) => sql`
      update atoll.parked set started = started - 1, next_at = now()
      where consumer = ${consumer} and key = ${key} and n = ${n} and started = ${started}`,
  )
}
