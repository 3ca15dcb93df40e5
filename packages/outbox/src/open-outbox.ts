/**
 * The outbox in a service that has a `pg` pool and transactions of its own: what it tells is written by its own
 * transaction, and published once that has committed. Called by services that know nothing else of Atoll.
 */
import type { Event } from '@atoll/contract'
import { checkEnvelopes, type Envelope, laneOf } from '@atoll/messaging'
import {
  beforeEnd,
  Cancellation,
  type Clock,
  createIds,
  Fault,
  type Log,
  noFailpoint,
  systemClock,
  untilLate,
  warningLog,
} from '@atoll/pipeline'
import { outboxMigrations } from './migrations.ts'
import { type OwnClient, type OwnPool, toOwnDatabase, toOwnSql } from './own-pool.ts'
import { createPublisher } from './publish.ts'
import { startRelay } from './relay.ts'
import { tablesOf } from './tables.ts'

/** What is told. */
export interface Told {
  /** Shape: `orders.placed`; one of those the outbox was opened with. */
  readonly topic: string
  /** What orders it: messages of one topic and key are published in the order of their commits. */
  readonly key: string
  /** Anything that JSON can say. */
  readonly data: unknown
}

/** What is published. */
export interface Published extends Told {
  /** A UUID by which a subscriber recognises one that comes twice. */
  readonly id: string
  /** When it was told. Units: milliseconds since 1970. */
  readonly at: number
}

/** What an outbox is opened with. */
export interface OutboxSettings {
  /** The service's own, of whichever version of `pg`; it stays the service's to end. */
  readonly pool: OwnPool
  /** Everything that is ever told. */
  readonly topics: readonly string[]
  /**
   * Hands messages to the service's channel, in their order; when it resolves they are taken. If it rejects, or has not
   * settled after 30 s, all of them come again, so a subscriber may get one twice.
   */
  readonly publish: (messages: readonly Published[]) => Promise<unknown>
  readonly log?: Log
  readonly clock?: Clock
}

/** An outbox at work. Disposing publishes what is left, as far as the channel takes it. */
export interface Outbox extends AsyncDisposable {
  /**
   * Tells it if the transaction of this connection commits, and not otherwise. Call it last in a transaction, once for
   * all that it tells: it waits for others that tell of the same key.
   * Faults: a TypeError for a topic that the outbox was not opened with, for a key that is no text, and for a pool in the
   * place of a connection; `invalid` (`message_invalid`) for what is outside the limits of a message, and for NUL or half
   * of a surrogate pair in data; those of `pg`.
   */
  add(client: OwnClient, ...told: readonly Told[]): Promise<void>
}

/** The version of a message whose form nobody declares. */
const version = 1

/** What one page may take. Somebody else has had its lanes for long then. Units: milliseconds. */
const publishMsMax = 30_000

/**
 * Makes the tables of the outbox unless they are there, in the schema `atoll`, and beside them what says so,
 * `atoll_migration`, where the pool's search path begins; then begins to publish. Several processes of one service share
 * the work.
 * Faults: those of `pg`; a TypeError for topics that cannot be written; `precondition` (`storage.migration_edited`,
 * `storage.migration_out_of_order`) for tables of another version.
 */
export async function openOutbox(settings: OutboxSettings): Promise<Outbox> {
  const { pool, topics, publish, clock = systemClock, log = warningLog } = settings
  const ids = createIds(clock)
  const events = topics.map(toEvent)
  const database = toOwnDatabase(pool)
  await database.migrate(outboxMigrations)
  const publisher = createPublisher(
    {
      async publish(envelopes) {
        const limit = { clock, timeoutMs: publishMsMax, late: tookTooLong }
        const work = () => Promise.try(() => publish(envelopes.map(toPublished)))
        await untilLate(new Cancellation(), limit, work)
      },
    },
    clock,
  )
  const relay = startRelay({
    database,
    publisher,
    deliver: publisher.deliver,
    events,
    clock,
    ids,
    log,
    failpoint: noFailpoint,
  })
  const stopHearing = beforeEnd(() => relay.stop(), clock)
  return {
    async add(client, ...told) {
      const given: unknown = client
      if (given === pool || given === undefined || given === null)
        throw new TypeError(
          'give the connection of your transaction, not the pool: nothing else is undone with it',
        )
      const known = new Set(topics)
      const unknown = told.find(({ topic }) => !known.has(topic))
      if (unknown !== undefined)
        throw new TypeError(
          `${unknown.topic} is none of the topics that this outbox was opened with`,
        )
      const at = clock.now()
      const envelopes = told.map((one) => toEnvelope(one, { id: ids.uuid(), at }))
      checkEnvelopes(envelopes)
      envelopes.forEach(refuseUnkeepable)
      const sql = toOwnSql(client)
      const locks = [...new Set(told.map(({ topic, key }) => `${topic} ${key}`))].toSorted()
      if (told.length > 0) await tablesOf(sql).outbox.add(sql, envelopes.map(toRow), locks)
    },
    async [Symbol.asyncDispose]() {
      stopHearing()
      await relay.stop()
    },
  }
}

/** A channel that never answers would stop the relay, and nobody would be told. */
function tookTooLong(): Fault {
  const message = `publish did not settle within ${publishMsMax} ms.`
  return new Fault({ kind: 'deadline', code: 'publish_timed_out', message, executed: 'unknown' })
}

/** Faults: a TypeError for a topic that has not the form of one. */
function toEvent(topic: string): Event {
  const end = topic.lastIndexOf('.')
  const [contract, name] = [topic.slice(0, Math.max(end, 0)), topic.slice(end + 1)]
  if (contract === '' || name === '')
    throw new TypeError(`write a topic like orders.placed, not '${topic}'`)
  return { kind: 'event', contract, name, version, key: '', says: topic, data: anything }
}

/** What nobody declared is whatever JSON can say; the relay publishes what the outbox holds and parses nothing. */
const anything: Event['data'] = {
  '~standard': {
    version: 1,
    vendor: 'atoll',
    validate: (value) => ({ value }),
    jsonSchema: { input: () => ({}), output: () => ({}) },
  },
}

function toEnvelope(
  { topic, key, data }: Told,
  { id, at }: { readonly id: string; readonly at: number },
): Envelope {
  const text: string | undefined = JSON.stringify(data)
  if (text === undefined) throw new TypeError(`what ${topic} tells cannot be written as JSON`)
  const given: unknown = key
  if (typeof given !== 'string') throw new TypeError(`write the key of ${topic} as a text`)
  return { id, topic, key, version, at, headers: {}, body: Buffer.from(text) }
}

/**
 * What jsonb takes in no form: its refusal would cost the caller's transaction. JSON.stringify writes both as escapes.
 * Source: PostgreSQL manual, section 8.14; ECMA-262, QuoteJSONString
 */
function refuseUnkeepable({ topic, body }: Envelope): void {
  const text = Buffer.from(body).toString('utf8').replaceAll('\\\\', '')
  if (!/\\u(?:0000|d[89a-f])/.test(text)) return
  const message = `What ${topic} tells contains a NUL character or half of a surrogate pair.`
  throw new Fault({ kind: 'invalid', code: 'message_invalid', message, executed: 'no' })
}

function toRow({ id, topic, key, headers, at, body }: Envelope) {
  const payload: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
  const created = new Date(at).toISOString()
  return { lane: laneOf(key), msg_id: id, topic, key, version, payload, headers, at: created }
}

function toPublished({ id, topic, key, at, body }: Envelope): Published {
  return { id, topic, key, at, data: JSON.parse(Buffer.from(body).toString('utf8')) }
}
