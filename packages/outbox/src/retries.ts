/**
 * Parked messages tried again when their time has come, in key order. A message leaves in the transaction of its
 * effect, so that two instances never have one effect twice. The loop is started by the chassis.
 */
import type { Event } from '@atoll/contract'
import {
  Cancellation,
  type Clock,
  type Deliver,
  Fault,
  type Ids,
  type Log,
  type Notice,
  type Random,
} from '@atoll/pipeline'
import type { Database, Transaction } from '@atoll/storage'
import { decodeNotice } from './envelope.ts'
import { isSchemaError, killsProcess, pauseAfter, startsMax } from './failure.ts'
import { type Entry, type Guard, proceed } from './guard.ts'
import type { PoisonPolicy } from './inbox.ts'
import { startLoop } from './loop.ts'
import {
  type Claimed,
  claimDue,
  fromStored,
  giveBack,
  keepClaim,
  markFailed,
  takeAway,
} from './parked.ts'

/** A consumer as the retries need it. */
export interface Retried {
  readonly name: string
  readonly event: Event
  readonly policy: PoisonPolicy
  /** Carries a notice through the consumer-in border to the handler, under the guard given. */
  readonly deliverGuarded: (notice: Notice, guard: Guard) => ReturnType<Deliver>
}

/** What the retries are made of. */
export interface RetryParts {
  readonly database: Database
  readonly consumers: readonly Retried[]
  readonly clock: Clock
  readonly ids: Ids
  readonly random: Random
  readonly log: Log
  readonly retryPausesMs?: readonly number[]
  /** How long a silent instance keeps the messages it tries. Units: milliseconds; 10 s unless a test says otherwise. */
  readonly leaseMs?: number
}

/** The running retries. */
export interface ParkedRetries {
  wake(): void
  /** Units: `graceMs`, how long tries under way may still take; then they are cancelled and given back. */
  stop(graceMs: number): Promise<void>
}

/** Units: milliseconds. */
const leaseMsDefault = 10_000
/** Tries under way at once, each begun as soon as it is claimed. */
const triesMax = 8
/** Units: milliseconds. */
const idleMsMin = 50
const idleMsMax = 2_000

/** Starts trying parked messages again. */
export function startParkedRetries(parts: RetryParts): ParkedRetries {
  const { clock, log } = parts
  const cancellation = new Cancellation()
  const loop = startLoop({
    clock,
    turn: () => retryDue(parts, cancellation),
    onError: (error) => log.warn({ error }, 'parked messages could not be tried; trying again'),
    idleMsMin,
    idleMsMax,
  })
  return {
    wake: loop.wake,
    async stop(graceMs) {
      const timer = clock.timer(graceMs, () => cancellation.cancel(stopping()))
      await loop.stop()
      timer.cancel()
    },
  }
}

function stopping(): Fault {
  const message = 'This instance stops; the message is tried again by another one.'
  return new Fault({ kind: 'cancelled', code: 'stopping', message })
}

/** Tries messages whose time has come, each of another key. Answers whether there were any. */
async function retryDue(parts: RetryParts, cancellation: Cancellation): Promise<boolean> {
  const namesOf = (policy: PoisonPolicy) =>
    parts.consumers.filter((each) => each.policy === policy).map(({ name }) => name)
  const consumers = { ordered: namesOf('block-key'), unordered: namesOf('skip') }
  const limits = { claimMs: parts.leaseMs ?? leaseMsDefault, countMax: triesMax }
  const claims = await claimDue(parts.database, consumers, limits)
  const tries = claims.map((claimed) => retryOne(parts, claimed, cancellation))
  const failed = (await Promise.allSettled(tries)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return claims.length > 0
}

async function retryOne(
  parts: RetryParts,
  claimed: Claimed,
  cancellation: Cancellation,
): Promise<void> {
  const consumer = parts.consumers.find(({ name }) => name === claimed.consumer)
  if (consumer === undefined) return
  if (claimed.started - claimed.attempts > startsMax) return end(parts, claimed, killsProcess())
  const keeping = startKeeping(parts, claimed)
  try {
    const envelope = fromStored(claimed.msg)
    const notice = decodeNotice(envelope, consumer.event, { ...parts, cancellation })
    await consumer.deliverGuarded(notice, guardParked(claimed))
    await keeping.stop()
  } catch (thrown) {
    await keeping.stop()
    if (cancellation.reason !== null) return giveBack(parts.database, claimed)
    await end(parts, claimed, Fault.from(thrown))
  }
}

/** A claim is short, so that a message is soon tried elsewhere when this process dies, and kept while it lives. */
function startKeeping(
  { database, clock, log, leaseMs = leaseMsDefault }: RetryParts,
  claimed: Claimed,
) {
  const stopping = new AbortController()
  const keep = async () => {
    for (;;) {
      await clock.sleep(leaseMs / 3, stopping.signal)
      if (stopping.signal.aborted) return
      await keepClaim(database, claimed, leaseMs).catch((error: unknown) => {
        const { consumer, key } = claimed
        log.warn({ error, consumer, key }, 'a message that is tried could not be kept')
      })
    }
  }
  const kept = keep()
  return {
    stop: () => {
      stopping.abort()
      return kept
    },
  }
}

/** The parked row is this delivery's guard: it leaves with the effect, and only one try can take it away. */
function guardParked(claimed: Claimed): Guard {
  return {
    async enter({ sql }: Transaction): Promise<Entry> {
      return (await takeAway(sql, claimed)) ? proceed : { settled: true, reply: undefined }
    },
    hasCaller: false,
    leave: null,
  }
}

/** One try ended without effect: another one later, or none. */
async function end(parts: RetryParts, claimed: Claimed, failure: Fault): Promise<void> {
  const { consumer, key, msg, attempts } = claimed
  const isLast = isSchemaError(failure) || failure.code === killsProcess().code
  const pauseMs = isLast ? null : pauseAfter(attempts + 1, parts.random, parts.retryPausesMs)
  await markFailed(parts.database, claimed, { pauseMs, failure })
  const { kind, code } = failure
  const fields = { consumer, messageId: msg.id, key, attempt: attempts + 1, kind, code }
  if (pauseMs === null) parts.log.error(fields, 'a message is dead: replay or discard it')
  else parts.log.warn({ ...fields, pauseMs }, 'a parked message failed again')
}
