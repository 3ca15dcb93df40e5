/**
 * One instance's part in a group, over any store of lanes: reads ahead a little, lets sessions handle, stores
 * positions, and gives lanes back. The memory twin and the PostgreSQL adapter make one per subscription. It never
 * acknowledges what was not handled, and never begins to handle what its lease may not cover.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { type Clock, Fault, type Log, type Random } from '@atoll/pipeline'
import { retryDelayMs } from './back-off.ts'
import { LaneMembership } from './lane-membership.ts'
import { LaneSession } from './lane-session.ts'
import type { Claim, LaneBatch, LaneLease, LaneNews, LaneStore } from './lane-store.ts'
import { type Consumer, graceMsDefault, type Subscription } from './messaging.ts'

/** What makes a lane consumer. */
export interface LaneConsumerParts {
  readonly consumer: Consumer
  readonly store: LaneStore
  readonly clock: Clock
  readonly random: Random
  /** How long a silent member keeps its lanes; the store must use the same. Units: milliseconds. */
  readonly leaseMs: number
  /** Called once, when it has stopped. */
  readonly onStop: () => void
}

/** A subscription that is told when to look. */
export interface LaneConsumer extends Subscription {
  /** Tells that lanes have grown; topics are those of all new messages, or null where they are not known. */
  notice(news: readonly LaneNews[], topics: readonly string[] | null): void
  /** Tells that the members of the group may have changed. */
  regroup(): void
}

/** Takes part in the group; resolves after the first claim. Faults: those of the store. */
export async function openLaneConsumer(parts: LaneConsumerParts): Promise<LaneConsumer> {
  const consumer = new OpenLaneConsumer(parts)
  await consumer.join()
  return consumer
}

/** A reason of our own: without one each end would make an exception with a stack that nobody reads. */
const ended = 'ended'

class OpenLaneConsumer implements LaneConsumer {
  readonly #parts: LaneConsumerParts
  readonly #log: Log
  readonly #topics: ReadonlySet<string>
  readonly #membership: LaneMembership
  readonly #sessions = new Map<number, LaneSession>()
  /** The last handler of a lane that was lost; a new session of the lane waits for it. */
  readonly #lastHandlers = new Map<number, Promise<void>>()
  readonly #end = new AbortController()
  /** Handlers run in the context of the subscription, never in that of a publisher who woke them. */
  readonly #inOwnContext = AsyncLocalStorage.snapshot()
  #isReading = false
  #isStoring = false
  #failures = 0
  #stopped: Promise<void> | null = null

  constructor(parts: LaneConsumerParts) {
    this.#parts = parts
    const { group, topics, log } = parts.consumer
    this.#topics = new Set(topics)
    this.#log = log.with({ group })
    this.#membership = new LaneMembership({
      store: parts.store,
      clock: parts.clock,
      random: parts.random,
      leaseMs: parts.leaseMs,
      log: this.#log,
      onClaim: (claim) => this.#adopt(claim),
      onLapse: () => this.#lose([...this.#sessions.values()]),
    })
  }

  join(): Promise<void> {
    return this.#membership.join()
  }

  notice(news: readonly LaneNews[], topics: readonly string[] | null): void {
    const concerns = topics === null || topics.some((topic) => this.#topics.has(topic))
    for (const item of news) this.#sessions.get(item.lane)?.notice(item, concerns)
    this.#inOwnContext(() => this.#read())
  }

  regroup(): void {
    this.#inOwnContext(() => this.#membership.renew())
  }

  async lag(): Promise<number> {
    const leases = this.#dirty().map((session) => session.lease)
    if (leases.length > 0) await this.#parts.store.advance(leases)
    return this.#parts.store.lag()
  }

  stop(graceMs: number): Promise<void> {
    this.#stopped ??= this.#finish(graceMs)
    return this.#stopped
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop(graceMsDefault)
  }

  async #finish(graceMs: number): Promise<void> {
    this.#end.abort(ended)
    for (const session of this.#sessions.values()) session.halt()
    const { idle = [], busy = [] } = this.#byLoad()
    const left = this.#membership.leave(
      idle.map(({ lease }) => lease),
      busy.map(({ lane }) => lane),
    )
    this.#lose(idle)
    const grace = new AbortController()
    const settled = Promise.all(busy.map((session) => this.#releaseSettled([session])))
    await Promise.race([settled, this.#parts.clock.sleep(graceMs, grace.signal)])
    grace.abort(ended)
    await this.#release(busy)
    await left
    this.#membership.close()
    this.#parts.onStop()
  }

  #byLoad(): { idle?: LaneSession[]; busy?: LaneSession[] } {
    return Object.groupBy(this.#sessions.values(), ({ isIdle }) => (isIdle ? 'idle' : 'busy'))
  }

  #adopt({ leases, share }: Claim): void {
    const held = new Set(leases.map(({ lane }) => lane))
    this.#lose([...this.#sessions.values()].filter(({ lane }) => !held.has(lane)))
    for (const lease of leases) this.#hold(lease)
    this.#giveBack(share)
    this.#read()
    this.#store()
  }

  #hold(lease: LaneLease): void {
    const session = this.#sessions.get(lease.lane)
    if (session?.isOf(lease)) return session.resume()
    if (session !== undefined) this.#lose([session])
    const { consumer, clock, random } = this.#parts
    const next = new LaneSession(lease, {
      consumer,
      clock,
      random,
      log: this.#log,
      mayHandle: () => this.#membership.mayHandle,
      onProgress: () => {
        this.#store()
        this.#read()
      },
      previous: this.#lastHandlers.get(lease.lane) ?? Promise.resolve(),
    })
    this.#sessions.set(lease.lane, next)
  }

  #holds(session: LaneSession): boolean {
    return this.#sessions.get(session.lane) === session
  }

  #lose(sessions: readonly LaneSession[]): void {
    if (sessions.length === 0) return
    const why = lost()
    for (const session of sessions) {
      session.close(why)
      this.#lastHandlers.set(session.lane, session.settled)
      if (this.#holds(session)) this.#sessions.delete(session.lane)
    }
  }

  /** Gives what is beyond the share to others: lanes at rest first, all others after the message in progress. */
  #giveBack(share: number): void {
    if (this.#sessions.size <= share) return
    const { idle = [], busy = [] } = this.#byLoad()
    const staying = [...idle, ...busy].filter((session) => !session.isHalted)
    const surplus = staying.slice(0, Math.max(0, staying.length - share))
    for (const session of surplus) session.halt()
    const resting = surplus.filter((session) => session.isIdle)
    if (resting.length > 0) void this.#releaseSettled(resting)
    for (const session of surplus)
      if (!resting.includes(session)) void this.#releaseSettled([session])
  }

  async #releaseSettled(sessions: readonly LaneSession[]): Promise<void> {
    await Promise.all(sessions.map(({ settled }) => settled))
    await this.#release(sessions)
  }

  async #release(sessions: readonly LaneSession[]): Promise<void> {
    await this.#membership.release(() => {
      const held = sessions.filter((session) => this.#holds(session))
      this.#lose(held)
      return held.map(({ lease }) => lease)
    })
  }

  #read(): void {
    if (this.#isReading || this.#end.signal.aborted) return
    const wanting = [...this.#sessions.values()].filter((session) => session.wantsMessages)
    if (wanting.length === 0) return
    this.#isReading = true
    void this.#readFor(wanting).then(() => {
      this.#isReading = false
      this.#read()
    })
  }

  async #readFor(sessions: readonly LaneSession[]): Promise<void> {
    const cursors = sessions.map((session) => session.beginRead())
    const batches = await this.#attempt(() => this.#parts.store.read(cursors))
    const byLane = new Map<number, LaneBatch>(batches?.map((batch) => [batch.lane, batch]))
    for (const session of sessions) session.endRead(byLane.get(session.lane))
  }

  #dirty(): LaneSession[] {
    return [...this.#sessions.values()].filter((session) => session.isDirty)
  }

  #store(): void {
    if (this.#isStoring || this.#end.signal.aborted) return
    const dirty = this.#dirty()
    if (dirty.length === 0) return
    this.#isStoring = true
    void this.#advance(dirty).then(() => {
      this.#isStoring = false
      this.#store()
    })
  }

  async #advance(sessions: readonly LaneSession[]): Promise<void> {
    const marks = sessions.map((session) => ({ session, lease: session.lease }))
    const kept = await this.#attempt(() =>
      this.#parts.store.advance(marks.map(({ lease }) => lease)),
    )
    if (kept === undefined) return
    const lanes = new Set(kept)
    for (const { session, lease } of marks) {
      if (lanes.has(session.lane)) session.markStored(lease.position)
      else this.#lose([session])
    }
  }

  /** Tries once; after a failure it waits, since the caller tries again for as long as there is something to do. */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work()
      this.#failures = 0
      return result
    } catch (error) {
      this.#failures += 1
      const delayMs = retryDelayMs(this.#failures, this.#parts.random)
      this.#log.warn({ error, delayMs }, 'The store of messages does not answer; trying again.')
      await this.#parts.clock.sleep(delayMs, this.#end.signal)
      return undefined
    }
  }
}

function lost(): Fault {
  return new Fault({
    kind: 'unavailable',
    code: 'lane_lost',
    message: 'This instance no longer holds the lane of this message; the next holder handles it.',
    executed: 'unknown',
  })
}
