/**
 * The twin of a broker in memory: same groups, lanes, leases and retries, dealing in bytes. Tests use it, also to
 * duplicate, delay and reorder by seed. It never keeps anything beyond the process.
 */
import { type Clock, Fault, type Random } from '@atoll/pipeline'
import { checkConsumer, checkEnvelopes, type Envelope } from './envelope.ts'
import { laneCount } from './lane.ts'
import { type LaneConsumer, openLaneConsumer } from './lane-consumer.ts'
import type { LaneStore } from './lane-store.ts'
import { MemoryGroup } from './memory-group.ts'
import { type MemoryBrokerFaults, MemoryLog } from './memory-log.ts'
import type { Consumer, Messaging, Subscription } from './messaging.ts'

export type { MemoryBrokerFaults } from './memory-log.ts'

/** Settings of the broker. */
export interface MemoryBrokerOptions {
  readonly clock: Clock
  readonly random: Random
  readonly faults?: MemoryBrokerFaults
  /** How long a silent instance keeps its lanes. Units: milliseconds; default 10,000. */
  readonly leaseMs?: number
}

/** A broker that lives as long as the object. */
export interface MemoryBroker {
  connect(options?: MemoryConnectionOptions): Messaging
}

/** One more process's connection. */
export interface MemoryConnectionOptions {
  /** Its own, so that a test can pause it. */
  readonly clock?: Clock
  /** Puts something between its consumers and the lanes: what delays, loses, watches. */
  readonly wrap?: (store: LaneStore) => LaneStore
}

const leaseMsDefault = 10_000

/** Creates an empty broker. */
export function createMemoryBroker(options: MemoryBrokerOptions): MemoryBroker {
  const broker = new Broker(options)
  return {
    connect: ({ clock = options.clock, wrap = (store: LaneStore) => store } = {}) =>
      new MemoryConnection(broker, { clock, wrap }),
  }
}

/** What all connections share. */
class Broker {
  readonly log: MemoryLog
  readonly random: Random
  readonly leaseMs: number
  readonly #clock: Clock
  readonly #groups = new Map<string, MemoryGroup>()
  readonly #consumers = new Map<LaneConsumer, string>()
  #membersMade = 0

  constructor({ clock, random, faults = {}, leaseMs = leaseMsDefault }: MemoryBrokerOptions) {
    this.#clock = clock
    this.random = random
    this.leaseMs = leaseMs
    this.log = new MemoryLog({
      clock,
      random,
      faults,
      onNews: (news, topics) => {
        for (const consumer of this.#consumers.keys()) consumer.notice([news], topics)
        if (this.#groups.size > 0) this.log.trim(news.lane, this.#passed(news.lane))
      },
    })
  }

  async open(
    consumer: Consumer,
    { clock, wrap }: Required<MemoryConnectionOptions>,
    onStop: () => void,
  ): Promise<LaneConsumer> {
    const { group: name, topics } = consumer
    this.#membersMade += 1
    const id = `member-${String(this.#membersMade).padStart(9, '0')}`
    const opened: LaneConsumer = await openLaneConsumer({
      consumer,
      store: wrap(this.#group(name).storeFor(id, topics)),
      clock,
      random: this.random,
      leaseMs: this.leaseMs,
      onStop: () => {
        this.#consumers.delete(opened)
        onStop()
      },
    })
    this.#consumers.set(opened, name)
    // What was published since the claim is not lost: it is told of now.
    for (let lane = 0; lane < laneCount; lane++)
      opened.notice([{ lane, first: null, next: this.log.bounds(lane).head }], null)
    return opened
  }

  #group(name: string): MemoryGroup {
    const known = this.#groups.get(name)
    if (known !== undefined) return known
    const group = new MemoryGroup({
      log: this.log,
      clock: this.#clock,
      leaseMs: this.leaseMs,
      onChange: () => {
        for (const [consumer, of] of this.#consumers) if (of === name) consumer.regroup()
      },
    })
    this.#groups.set(name, group)
    return group
  }

  #passed(lane: number): number {
    return Math.min(...[...this.#groups.values()].map((group) => group.positionOf(lane)))
  }
}

class MemoryConnection implements Messaging {
  readonly name = 'memory'
  readonly capabilities = {
    durable: false,
    replaysRetained: true,
    fencesLateAcknowledgements: true,
  }
  readonly #broker: Broker
  readonly #options: Required<MemoryConnectionOptions>
  readonly #consumers = new Set<LaneConsumer>()
  #isClosed = false

  constructor(broker: Broker, options: Required<MemoryConnectionOptions>) {
    this.#broker = broker
    this.#options = options
  }

  async publish(messages: readonly Envelope[]): Promise<void> {
    await this.check()
    checkEnvelopes(messages)
    this.#broker.log.append(messages)
  }

  async subscribe(consumer: Consumer): Promise<Subscription> {
    await this.check()
    checkConsumer(consumer)
    const opened = await this.#broker.open(consumer, this.#options, () => {
      this.#consumers.delete(opened)
    })
    this.#consumers.add(opened)
    return opened
  }

  async check(): Promise<void> {
    if (!this.#isClosed) return
    const message = 'This connection to the messages is closed; open another one.'
    throw new Fault({
      kind: 'unavailable',
      code: 'messaging_unavailable',
      message,
      executed: 'no',
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#consumers].map((consumer) => consumer[Symbol.asyncDispose]()))
  }
}
