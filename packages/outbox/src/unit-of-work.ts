/**
 * The one transaction of a delivery: guard row, state, outbox rows and stored reply commit together, and only then
 * does the reply leave. Called by the chassis for every command and every consumed message; it never publishes.
 *
 * Order argument. Two events of one key come from transactions that both hold the advisory lock of (topic, key) when
 * they draw the ids of their outbox rows, and they hold it until they have committed. So per key the order of ids is
 * the order of commits, whatever rows the handlers themselves locked.
 */
import { createParser, type Event, type Parser } from '@atoll/contract'
import { checkEnvelopes, type Envelope, laneOf } from '@atoll/messaging'
import {
  type Clock,
  type Context,
  type Failpoint,
  Fault,
  type Ids,
  isFault,
  type Notice,
} from '@atoll/pipeline'
import type { Database, Sql, Transaction } from '@atoll/storage'
import { encodeNotice, topicOf } from './envelope.ts'
import type { Guard } from './guard.ts'
import { tablesOf } from './tables.ts'

/** What a handler may do inside its transaction. */
export interface Work {
  readonly sql: Sql
  emit(event: Event, data: unknown): void
}

/** Signs for whom an event was caused. */
export interface Attestor {
  attest(statement: {
    readonly principal: { readonly subject: string; readonly scopes: readonly string[] }
    readonly messageId: string
    readonly event: string
  }): Promise<string>
}

/** What a unit of work is made of. */
export interface UnitOfWorkParts {
  readonly database: Database
  readonly attestor: Attestor | null
  readonly clock: Clock
  readonly ids: Ids
  /** Called after a commit that left something in the outbox. */
  readonly wake: () => void
  readonly failpoint: Failpoint
}

/** Events one transaction may emit. */
export const emittedMax = 1000

/** Runs the one transaction of a delivery. */
export interface UnitOfWork {
  run(context: Context, guard: Guard, work: (work: Work) => Promise<unknown>): Promise<unknown>
}

/** An event never changes, so its parser is made once, for all units of work of the process. */
const parsers = new WeakMap<Event, Parser>()

function parserOf(event: Event): Parser {
  const known = parsers.get(event)
  if (known !== undefined) return known
  const parser = createParser(event.data, 'refuse')
  parsers.set(event, parser)
  return parser
}

/** Makes the unit of work of a service. */
export function createUnitOfWork(parts: UnitOfWorkParts): UnitOfWork {
  return {
    async run(context, guard, work) {
      const { reply, told } = await transact(parts, { context, guard, work })
      parts.failpoint('commit.after')
      if (told) parts.wake()
      return reply
    },
  }
}

interface Delivery {
  readonly context: Context
  readonly guard: Guard
  readonly work: (work: Work) => Promise<unknown>
}

/** Shape: `told` says whether events were committed. */
interface Outcome {
  readonly reply: unknown
  readonly told: boolean
}

async function transact(
  parts: UnitOfWorkParts,
  { context, guard, work }: Delivery,
): Promise<Outcome> {
  const { signal } = context.cancellation
  try {
    return await parts.database.transaction(
      async (transaction) => {
        const entry = await guard.enter(transaction)
        if (entry.settled) return { reply: entry.reply, told: false }
        const { reply, emitted } = await runWork(transaction, guard, work)
        const notices = await toNotices(emitted, { ...parts, context })
        await writeOutbox(transaction.sql, notices, parts.clock)
        await guard.leave?.(transaction, reply)
        parts.failpoint('commit.before')
        return { reply, told: notices.length > 0 }
      },
      { signal },
    )
  } catch (thrown) {
    if (thrown instanceof Undone) return { reply: thrown.fault, told: false }
    throw thrown
  }
}

/** Ends a transaction without a trace; its fault is the answer all the same. */
class Undone extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault.message)
    this.fault = fault
  }
}

interface Emitted {
  readonly event: Event
  readonly data: unknown
}

/**
 * A returned fault undoes the state and takes the events with it. Only where the fault is kept as an answer does anything
 * of the transaction stay: a savepoint costs two statements and an id of its own, so others go without.
 */
async function runWork(transaction: Transaction, guard: Guard, work: Delivery['work']) {
  const emitted: Emitted[] = []
  let isOver = false
  const emit = (event: Event, data: unknown) => {
    if (isOver)
      throw new TypeError(`${topicOf(event)} is emitted too late: its transaction is over`)
    if (emitted.length >= emittedMax)
      throw new RangeError(`one transaction may emit at most ${emittedMax} events`)
    emitted.push({ event, data })
  }
  const begin = () => work({ sql: transaction.sql, emit })
  const isKept = (result: unknown) => !isFault(result)
  const reply = await (guard.leave === null ? begin() : transaction.savepoint(begin, isKept))
  isOver = true
  if (!isFault(reply)) return { reply, emitted }
  if (guard.leave === null) throw guard.hasCaller ? new Undone(reply) : reply
  return { reply, emitted: [] }
}

async function toNotices(
  emitted: readonly Emitted[],
  parts: UnitOfWorkParts & { readonly context: Context },
): Promise<Notice[]> {
  const { context } = parts
  const notices: Notice[] = []
  for (const { event, data } of emitted) {
    const parsed = await parserOf(event)(data)
    if (!parsed.ok) throw unlawful(event, parsed.issues)
    const id = parts.ids.uuid()
    const principal = context.principal
    const attestation =
      principal === null || parts.attestor === null
        ? null
        : await parts.attestor.attest({ principal, messageId: id, event: event.name })
    const key = keyOf(event, parsed.value)
    const at = parts.clock.now()
    notices.push({ kind: 'event', event, id, key, data: parsed.value, at, attestation, context })
  }
  return notices
}

function keyOf(event: Event, data: unknown): string {
  // The contract's types require the key to be a field of the data, which is an object by then.
  const key = (data as Record<string, unknown>)[event.key]
  if (typeof key === 'string' || typeof key === 'number') return String(key)
  throw unlawful(event, [{ path: `/${event.key}`, message: 'is its key: a string or a number' }])
}

function unlawful(event: Event, issues: readonly { path: string; message: string }[]): Fault {
  const why = issues.map((issue) => `${issue.path || '(whole)'} ${issue.message}`).join('; ')
  const message = `Event ${topicOf(event)} does not hold what its contract says: ${why}`
  return new Fault({ kind: 'internal', code: 'event_unlawful', message, executed: 'no' })
}

/** What no channel takes must not get into the outbox, where everything behind it would wait for it. */
function refuseUnsendable(envelopes: readonly Envelope[]): void {
  try {
    checkEnvelopes(envelopes)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const message = `An event of this transaction is outside the limits of a message: ${why}`
    throw new Fault({ kind: 'internal', code: 'event_unlawful', message, executed: 'no', cause })
  }
}

/** Last before the commit, as the order argument asks: locks in one order for all, then ids. */
async function writeOutbox(sql: Sql, notices: readonly Notice[], clock: Clock): Promise<void> {
  if (notices.length === 0) return
  const envelopes = notices.map((notice) => encodeNotice(notice, clock))
  refuseUnsendable(envelopes)
  const locks = [...new Set(envelopes.map(({ topic, key }) => `${topic} ${key}`))].toSorted()
  const rows = envelopes.map(({ id, topic, key, version, headers, at }, index) => ({
    lane: laneOf(key),
    msg_id: id,
    topic,
    key,
    version,
    payload: notices[index]?.data,
    headers,
    at: new Date(at).toISOString(),
  }))
  await tablesOf(sql).outbox.add(sql, rows, locks)
}
