/**
 * A consumer: messages of the channel, each to its effect once. A message is acknowledged after its effect has
 * committed, or after it was parked in a transaction of its own, so that a message which cannot be handled holds up
 * only its own key. Called by the channel; the handler behind the consumer-in border does the work.
 */
import type { Event } from '@atoll/contract'
import { type Consumer, type Delivery, type Envelope, laneOf } from '@atoll/messaging'
import { type Clock, type Deliver, Fault, type Ids, type Log, type Random } from '@atoll/pipeline'
import type { Database } from '@atoll/storage'
import { decodeNotice, topicOf } from './envelope.ts'
import { isSchemaError, isTransient, killsProcess, startsMax } from './failure.ts'
import { isMustWait } from './inbox.ts'
import { park } from './parked.ts'
import { type Start, tablesOf } from './tables.ts'

/** One consumer: a service's handler for one event. */
export interface ConsumerParts {
  /** Stable for ever: a new name is an empty inbox. */
  readonly name: string
  readonly event: Event
  /** The consumer-in border; resolves when the effect has committed. */
  readonly deliver: Deliver
  readonly database: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly random: Random
  readonly log: Log
  /** Pauses before each further try of a parked message. Units: milliseconds. */
  readonly retryPausesMs?: readonly number[]
  /** Says that something was parked. */
  readonly wakeParked: () => void
}

/** One message on its way to its effect. */
interface Received {
  readonly envelope: Envelope
  readonly cancellation: Delivery['cancellation']
}

/** Tries in place before a message is parked. */
export const triesInPlace = 3
/** Pause before the n-th further try, with full jitter. Units: milliseconds. */
const pauseMsMin = 50
const pauseMsMax = 400

/** Makes the function that a channel calls for each message of one consumer. */
export function createConsumer(parts: ConsumerParts): Consumer['handle'] {
  const prove = createProof(parts)
  return async (envelope, { cancellation }) => {
    await prove(envelope, () => handle(parts, { envelope, cancellation }))
  }
}

async function handle(parts: ConsumerParts, { envelope, cancellation }: Received): Promise<void> {
  const failure = await tryInPlace(parts, { envelope, cancellation })
  if (failure === null) return
  // The lane is lost or the process stops: whoever holds the lane next gets the message again.
  if (cancellation.reason !== null) throw failure
  const state = isMustWait(failure) ? 'behind' : isSchemaError(failure) ? 'dead' : 'retry'
  await park(parts, envelope, { state, failure })
  if (state !== 'behind') report(parts, envelope, { state, failure })
  parts.wakeParked()
}

/** Null when the effect has committed, else why it has not. */
async function tryInPlace(parts: ConsumerParts, received: Received): Promise<Fault | null> {
  const { event, clock, ids, random } = parts
  const { envelope, cancellation } = received
  for (let tried = 1; ; tried += 1) {
    try {
      await parts.deliver(decodeNotice(envelope, event, { clock, ids, cancellation }))
      return null
    } catch (error) {
      const isWorthIt = isTransient(error) && tried < triesInPlace
      if (!isWorthIt || cancellation.reason !== null) return Fault.from(error)
      const boundMs = Math.min(pauseMsMax, pauseMsMin * 2 ** tried)
      await clock.sleep(random.next() * boundMs, cancellation.signal)
    }
  }
}

function report(
  parts: ConsumerParts,
  envelope: Envelope,
  { state, failure }: { readonly state: string; readonly failure: Fault },
): void {
  const { kind, code } = failure
  const { id: messageId, key } = envelope
  parts.log.warn(
    { consumer: parts.name, messageId, key, state, kind, code, error: failure },
    `a message of ${topicOf(parts.event)} could not be handled and is parked`,
  )
}

/**
 * A process that dies handling a message gets the same one first after its start. So the first message of each lane
 * is counted before it is handled, once by each process until that is forgotten again; one that was begun too often
 * and never ended is dead.
 */
function createProof(parts: ConsumerParts) {
  const proven = new Set<number>()
  const counted = new Map<number, string>()
  return async (envelope: Envelope, work: () => Promise<void>): Promise<void> => {
    const lane = laneOf(envelope.key)
    if (proven.has(lane)) return work()
    if (counted.get(lane) !== envelope.id) {
      const { started, isSettled } = await countStart(parts, envelope)
      if (isSettled || started > startsMax) return end(parts, envelope, isSettled)
      counted.set(lane, envelope.id)
    }
    try {
      await work()
      proven.add(lane)
    } finally {
      await forgetStarts(parts, envelope)
      counted.delete(lane)
    }
  }
}

/** A message that was settled before need not begin: it may be one that was given up. */
function countStart({ name, database }: ConsumerParts, { id }: Envelope): Promise<Start> {
  return database.transaction(({ sql }) => tablesOf(sql).attempts.begin(sql, name, id))
}

async function end(parts: ConsumerParts, envelope: Envelope, isSettled: boolean): Promise<void> {
  if (!isSettled) {
    const parking = { state: 'dead', failure: killsProcess() } as const
    await park(parts, envelope, parking)
    report(parts, envelope, parking)
  }
  await forgetStarts(parts, envelope)
}

async function forgetStarts({ name, database }: ConsumerParts, { id }: Envelope): Promise<void> {
  await database.transaction(({ sql }) => tablesOf(sql).attempts.forget(sql, name, id))
}
