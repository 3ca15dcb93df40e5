/**
 * Messages through a PostgreSQL database of their own. Relays and consumers of all processes open it by URL; the local
 * environment runs on it, and so may a small system in production. It never touches a database of a service.
 */
import { type Clock, type Ids, type Log, type Random, systemRandom } from '@atoll/pipeline'
import {
  type Consumer,
  checkConsumer,
  checkEnvelopes,
  type Envelope,
  type Messaging,
  type Subscription,
} from '@atoll/messaging'
import { type LaneConsumer, openLaneConsumer } from '@atoll/messaging/lanes'
import { openPool, type Pool } from '@atoll/postgres'
import { append, toChunks } from './append.ts'
import { closed, unavailable } from './faults.ts'
import { GroupStore } from './group-store.ts'
import { Retention } from './retention.ts'
import { migrate } from './schema.ts'
import { Watch } from './watch.ts'

/** How the message database is opened. */
export interface PostgresMessagingSettings {
  /** `postgresql://user:password@host:port/database`, whose role may create a schema. */
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  readonly ids: Ids
  /** Spreads retries. */
  readonly random?: Random
  /** How long a silent instance keeps its lanes. Units: milliseconds, 100 or more; default 10,000. */
  readonly leaseMs?: number
  /** How long messages stay after every group has passed them, for groups that begin later; default 24 hours. */
  readonly retentionMs?: number
  /** When a group without any instance is forgotten, so that it holds back nothing for ever; default 30 days. */
  readonly groupRetentionMs?: number
  /** Connections at most, one of which listens. Units: 2 or more; default 6. */
  readonly connectionsMax?: number
}

const leaseMsDefault = 10_000
const leaseMsMin = 100
const retentionMsDefault = 24 * 60 * 60 * 1000
const groupRetentionMsDefault = 30 * retentionMsDefault
const connectionsMaxDefault = 6

/**
 * Opens the message database and brings its schema up to date.
 * Faults   unavailable postgres.unreachable, postgres.refused; invalid postgres.url
 */
export async function openPostgresMessaging(
  settings: PostgresMessagingSettings,
): Promise<Messaging> {
  const { url, clock, connectionsMax = connectionsMaxDefault } = settings
  const { leaseMs = leaseMsDefault, groupRetentionMs = groupRetentionMsDefault } = settings
  if (connectionsMax < 2) throw new RangeError('connectionsMax must be 2 or more: one listens.')
  if (leaseMs < leaseMsMin) throw new RangeError(`leaseMs must be ${leaseMsMin} or more.`)
  if (groupRetentionMs < leaseMs) throw new RangeError('groupRetentionMs is less than leaseMs.')
  const pool = await openPool({ url, clock, connectionsMax, application: 'atoll-messaging' })
  try {
    await migrate(pool)
  } catch (error) {
    await pool[Symbol.asyncDispose]()
    throw error
  }
  return new PostgresMessaging(pool, settings)
}

class PostgresMessaging implements Messaging {
  readonly name = 'postgres'
  readonly capabilities = {
    durable: true,
    replaysRetained: true,
    fencesLateAcknowledgements: true,
  }
  readonly #pool: Pool
  readonly #settings: PostgresMessagingSettings
  readonly #watch: Watch
  readonly #retention: Retention
  readonly #consumers = new Map<LaneConsumer, string>()
  #closed: Promise<void> | null = null

  constructor(pool: Pool, settings: PostgresMessagingSettings) {
    const { clock, log, random = systemRandom } = settings
    this.#pool = pool
    this.#settings = settings
    this.#watch = new Watch({
      pool,
      clock,
      random,
      log,
      onNews: (news, topics) => {
        for (const consumer of this.#consumers.keys()) consumer.notice(news, topics)
      },
      onGroup: (group) => {
        for (const [consumer, of] of this.#consumers)
          if (group === null || of === group) consumer.regroup()
      },
    })
    this.#retention = new Retention({
      pool,
      clock,
      log,
      retentionMs: settings.retentionMs ?? retentionMsDefault,
      groupRetentionMs: settings.groupRetentionMs ?? groupRetentionMsDefault,
    })
    this.#retention.start()
  }

  async publish(messages: readonly Envelope[]): Promise<void> {
    this.#assertOpen()
    checkEnvelopes(messages)
    for (const chunk of toChunks(messages)) {
      const topics = [...new Set(chunk.map(({ topic }) => topic))]
      const news = await this.#orUnavailable(() => append(this.#pool, chunk, topics))
      this.#watch.tell(news, topics)
    }
  }

  async subscribe(consumer: Consumer): Promise<Subscription> {
    this.#assertOpen()
    checkConsumer(consumer)
    const { clock, ids, random = systemRandom, leaseMs = leaseMsDefault } = this.#settings
    const { group, topics } = consumer
    const store = new GroupStore({ pool: this.#pool, group, topics, member: ids.uuid(), leaseMs })
    this.#watch.start()
    const opened: LaneConsumer = await this.#orUnavailable(async () => {
      await store.create()
      return openLaneConsumer({
        consumer,
        store,
        clock,
        random,
        leaseMs,
        onStop: () => void this.#consumers.delete(opened),
      })
    })
    this.#consumers.set(opened, group)
    // What was told since its first read, before it stood among the others.
    opened.notice(this.#watch.heads, null)
    return opened
  }

  async check(): Promise<void> {
    this.#assertOpen()
    await this.#orUnavailable(() =>
      this.#pool.query({ text: 'select from messaging.lane_head limit 1' }),
    )
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#consumers.keys()].map((one) => one[Symbol.asyncDispose]()))
    await Promise.all([this.#watch.stop(), this.#retention.stop()])
    await this.#pool[Symbol.asyncDispose]()
  }

  #assertOpen(): void {
    if (this.#closed !== null) throw closed()
  }

  async #orUnavailable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw unavailable('unknown', error)
    }
  }
}
