/**
 * A consumer: messages of the channel, each to its effect once. A message is acknowledged after its effect has
 * committed, or after it was parked in a transaction of its own, so that a message which cannot be handled holds up
 * only its own key. Called by the channel; the handler behind the consumer-in border does the work.
 */
import type { Event } from '@atoll/contract'
import { type Envelope, laneOf } from '@atoll/messaging'
import {
  type Clock,
  type Deliver,
  Fault,
  type Ids,
  isFault,
  type Log,
  type Notice,
  type Random,
} from '@atoll/pipeline'
import { type Database, sqlState } from '@atoll/storage'
import { decodeNotice, topicOf } from './envelope.ts'
import { MustWait, type PoisonPolicy } from './inbox.ts'
import { park } from './parked.ts'

/** One consumer: a service's handler for one event. */
export interface ConsumerParts {
  /** Stable for ever: a new name is an empty inbox. */
  readonly name: string
  readonly event: Event
  readonly policy: PoisonPolicy
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

/** Tries in place before a message is parked. */
export const triesInPlace = 3
/** Pause before the n-th further try, with full jitter. Units: milliseconds. */
const pauseMsMin = 50
const pauseMsMax = 400
/** Deliveries that may begin and never end before the message counts as one that kills its process. */
export const startsMax = 3

/** Makes the function that a channel calls for each message of one consumer. */
export function createConsumer(parts: ConsumerParts): (envelope: Envelope) => Promise<void> {
  const proven = new Set<number>()
  return async (envelope) => {
    const careful = !proven.has(laneIn(envelope))
    if (careful && (await killsProcess(parts, envelope))) return
    await handle(parts, envelope)
    if (careful) await forgetAttempt(parts, envelope)
    proven.add(laneIn(envelope))
  }
}

async function handle(parts: ConsumerParts, envelope: Envelope): Promise<void> {
  const failure = await tryInPlace(parts, envelope)
  if (failure === null) return
  const state = failure instanceof MustWait ? 'behind' : isSchemaError(failure) ? 'dead' : 'retry'
  await park(parts, envelope, { state, failure })
  if (state !== 'behind') report(parts, envelope, state, failure)
  parts.wakeParked()
}

/** Null when the effect has committed, else why it has not. */
async function tryInPlace(parts: ConsumerParts, envelope: Envelope): Promise<unknown> {
  for (let tried = 1; ; tried += 1) {
    try {
      await parts.deliver(toNotice(parts, envelope))
      return null
    } catch (error) {
      if (!isTransient(error) || tried >= triesInPlace) return error
      const boundMs = Math.min(pauseMsMax, pauseMsMin * 2 ** tried)
      await parts.clock.sleep(parts.random.next() * boundMs)
    }
  }
}

function toNotice(parts: ConsumerParts, envelope: Envelope): Notice {
  return decodeNotice(envelope, parts.event, parts.clock, parts.ids)
}

function report(parts: ConsumerParts, envelope: Envelope, state: string, failure: unknown): void {
  const { kind, code } = Fault.from(failure)
  parts.log.warn(
    {
      consumer: parts.name,
      messageId: envelope.id,
      key: envelope.key,
      state,
      kind,
      code,
      error: failure,
    },
    `a message of ${topicOf(parts.event)} could not be handled and is parked`,
  )
}

/** Worth trying again soon: nothing is wrong with the message. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error)
  if (state === '40001' || state === '40P01') return true
  return isFault(error) && transientKinds.has(error.kind)
}
const transientKinds: ReadonlySet<string> = new Set([
  'unavailable',
  'deadline',
  'limited',
  'cancelled',
])

/** Will not get better by itself: the message is not what its contract says. */
function isSchemaError(error: unknown): boolean {
  return isFault(error) && (error.code === 'unreadable_message' || error.code === 'invalid_input')
}

function laneIn(envelope: Envelope): number {
  return laneOf(envelope.key)
}

/**
 * A process that dies handling a message gets the same one first after its start. So the first message of each lane
 * is counted before it is handled; one that was begun too often and never ended is dead.
 */
async function killsProcess(parts: ConsumerParts, envelope: Envelope): Promise<boolean> {
  const started = await parts.database.transaction(async ({ sql }) => {
    const rows = await sql<{ started: number }>`
      insert into atoll.attempt (consumer, msg_id, started) values (${parts.name}, ${envelope.id}, 1)
      on conflict (consumer, msg_id) do update set started = atoll.attempt.started + 1
      returning started`
    return rows[0]?.started ?? 1
  })
  if (started <= startsMax) return false
  const message = `The process ended ${startsMax} times while it handled this message.`
  const failure = new Fault({ kind: 'internal', code: 'kills_process', message })
  await park(parts, envelope, { state: 'dead', failure })
  report(parts, envelope, 'dead', failure)
  await forgetAttempt(parts, envelope)
  return true
}

async function forgetAttempt(parts: ConsumerParts, envelope: Envelope): Promise<void> {
  await parts.database.transaction(
    ({ sql }) =>
      sql`delete from atoll.attempt where consumer = ${parts.name} and msg_id = ${envelope.id}`,
  )
}
