/**
 * Messages that wait: for another try, behind an earlier one of their key, or dead until a person decides. Retries go
 * in key order; a parked message leaves in the transaction of its effect. The loop is started by the chassis.
 */
import type { Envelope } from '@atoll/messaging'
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
import type { Database, Transaction } from '@atoll/storage'
import { decodeNotice } from './envelope.ts'
import { type Entry, type Guard, proceed } from './guard.ts'
import type { Event } from '@atoll/contract'
import { createWaker } from './waker.ts'

/** Why and how a message is parked. */
export interface Parking {
  readonly state: 'retry' | 'behind' | 'dead'
  readonly failure: unknown
}

/** Pauses before each further try, then the message is dead. Units: milliseconds. */
export const retryPausesMs: readonly number[] = [10_000, 30_000, 120_000, 600_000, 3_600_000]
/** Added to or taken from each pause by chance. */
const jitterPart = 0.2
/** How long one try may hold a parked message before another instance may take it. Units: milliseconds. */
const claimMs = 60_000
const headsMax = 50
const pollMsMin = 50
const pollMsMax = 2_000

/** Puts a message aside in one transaction with its inbox row; afterwards it can be acknowledged. */
export async function park(
  parts: {
    readonly name: string
    readonly database: Database
    readonly random: Random
    readonly retryPausesMs?: readonly number[]
  },
  envelope: Envelope,
  parking: Parking,
): Promise<void> {
  const pauseMs = pauseBefore(1, parts.random, parts.retryPausesMs ?? retryPausesMs) ?? 0
  await parts.database.transaction(async ({ sql }) => {
    const fresh = await sql`
      insert into atoll.inbox (consumer, msg_id) values (${parts.name}, ${envelope.id})
      on conflict do nothing returning 1`
    if (fresh.length === 0) return
    await sql`
      insert into atoll.parked (consumer, key, msg, state, attempts, started, next_at, error)
      values (${parts.name}, ${envelope.key}, ${JSON.stringify(toStored(envelope))}::jsonb,
        ${parking.state}, 1, 1, now() + ${pauseMs} * interval '1 millisecond',
        ${JSON.stringify(describeFailure(parking.failure))}::jsonb)`
  })
}

/** What a person needs to decide. Never a payload, never a cause with a vendor's text. */
function describeFailure(failure: unknown): unknown {
  const { kind, code, message } = Fault.from(failure)
  const name = failure instanceof Error && !isFault(failure) ? failure.name : undefined
  return { kind, code, message, name }
}

function pauseBefore(attempt: number, random: Random, pauses: readonly number[]): number | null {
  const pauseMs = pauses[attempt - 1]
  return pauseMs === undefined ? null : pauseMs * (1 + (random.next() * 2 - 1) * jitterPart)
}

/** A message as it is kept: its body as text, since jsonb holds no bytes. */
export type StoredMessage = Omit<Envelope, 'body'> & { readonly body: string }

function toStored(envelope: Envelope): StoredMessage {
  return { ...envelope, body: Buffer.from(envelope.body).toString('utf8') }
}
function fromStored(stored: StoredMessage): Envelope {
  return { ...stored, body: Buffer.from(stored.body) }
}

/** A consumer as the retries need it. */
export interface Retried {
  readonly name: string
  readonly event: Event
  readonly policy: 'block-key' | 'skip'
  /** Carries a notice through the consumer-in border to the handler, under the guard given. */
  readonly deliverGuarded: (notice: Notice, guard: Guard) => ReturnType<Deliver>
}

/** What the retries are made of. */
export interface ParkedParts {
  readonly database: Database
  readonly consumers: readonly Retried[]
  readonly clock: Clock
  readonly ids: Ids
  readonly random: Random
  readonly log: Log
  readonly retryPausesMs?: readonly number[]
}

/** The running retries. */
export interface ParkedRetries {
  wake(): void
  stop(): Promise<void>
}

/** Starts trying parked messages again when their time has come. */
export function startParkedRetries(parts: ParkedParts): ParkedRetries {
  const waker = createWaker(parts.clock, { delayMsMin: pollMsMin, delayMsMax: pollMsMax })
  let stopping = false
  const run = async () => {
    while (!stopping) {
      const busy = await retryDue(parts).catch((error: unknown) => {
        parts.log.warn({ error }, 'parked messages could not be read; trying again')
        return false
      })
      if (!busy && !stopping) await waker.wait()
    }
  }
  const running = run()
  return {
    wake: waker.wake,
    async stop() {
      stopping = true
      waker.wake()
      await running
    },
  }
}

interface Head {
  readonly consumer: string
  readonly key: string
  readonly n: number
  readonly msg: StoredMessage
  readonly attempts: number
  readonly started: number
}

/** Tries the first message of every key whose time has come. Answers whether any was tried. */
export async function retryDue(parts: ParkedParts): Promise<boolean> {
  const heads = await claimHeads(parts)
  for (const head of heads) await retryOne(parts, head)
  return heads.length > 0
}

/** The claim is a lease in time: whoever holds it tries; if it dies, the message is due again after `claimMs`. */
function claimHeads(parts: ParkedParts): Promise<Head[]> {
  const names = parts.consumers.map((consumer) => consumer.name)
  const skipping = parts.consumers.flatMap((each) => (each.policy === 'skip' ? each.name : []))
  return parts.database.transaction(
    ({ sql }) => sql<Head>`
      update atoll.parked set started = parked.started + 1, state = 'retry',
        next_at = now() + ${claimMs} * interval '1 millisecond'
      from (
        select distinct on (consumer, key) consumer, key, n, state, next_at from atoll.parked
        where consumer = any(${names}::text[])
          and not (state = 'dead' and consumer = any(${skipping}::text[]))
        order by consumer, key, n) as head
      where parked.consumer = head.consumer and parked.key = head.key and parked.n = head.n
        and parked.state <> 'dead'
        and (parked.state = 'behind' or parked.next_at <= now())
        and parked.n in (select due.n from atoll.parked due where due.state <> 'dead'
          and (due.state = 'behind' or due.next_at <= now()) limit ${headsMax})
      returning parked.consumer, parked.key, parked.n, parked.msg, parked.attempts, parked.started`,
  )
}

async function retryOne(parts: ParkedParts, head: Head): Promise<void> {
  const consumer = parts.consumers.find((each) => each.name === head.consumer)
  if (consumer === undefined) return
  if (head.started > head.attempts + 2) {
    const message = 'The process ended while it handled this message.'
    await markFailed(
      parts,
      head,
      new Fault({ kind: 'internal', code: 'kills_process', message }),
      true,
    )
    return
  }
  try {
    const notice = decodeNotice(fromStored(head.msg), consumer.event, parts.clock, parts.ids)
    await consumer.deliverGuarded(notice, guardParked(head))
  } catch (failure) {
    await markFailed(parts, head, failure, false)
  }
}

/** The parked row is this delivery's guard: it leaves with the effect, and only one try can take it away. */
function guardParked(head: Head): Guard {
  return {
    async enter({ sql }: Transaction): Promise<Entry> {
      const taken = await sql`
        delete from atoll.parked
        where consumer = ${head.consumer} and key = ${head.key} and n = ${head.n}
          and started = ${head.started}
        returning 1`
      return taken.length > 0 ? proceed : { settled: true, reply: undefined }
    },
    leave: () => Promise.resolve(),
  }
}

async function markFailed(parts: ParkedParts, head: Head, failure: unknown, dies: boolean) {
  const attempt = head.attempts + 1
  const pauseMs = dies
    ? null
    : pauseBefore(attempt, parts.random, parts.retryPausesMs ?? retryPausesMs)
  const state = pauseMs === null ? 'dead' : 'retry'
  await parts.database.transaction(
    ({ sql }) => sql`
      update atoll.parked set state = ${state}, attempts = ${attempt}, started = ${attempt},
        next_at = now() + ${pauseMs ?? 0} * interval '1 millisecond',
        error = ${JSON.stringify(describeFailure(failure))}::jsonb
      where consumer = ${head.consumer} and key = ${head.key} and n = ${head.n}
        and started = ${head.started}`,
  )
  const { kind, code } = Fault.from(failure)
  const fields = {
    consumer: head.consumer,
    messageId: head.msg.id,
    key: head.key,
    attempt,
    kind,
    code,
  }
  if (state === 'dead') parts.log.error(fields, 'a message is dead: replay or discard it')
  else parts.log.warn(fields, 'a parked message failed again')
}
