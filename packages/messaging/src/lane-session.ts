/**
 * One lane while one member holds it: its messages are handled one after the other, and a failed one again until it
 * succeeds or the lane is gone. The lane consumer makes it; it never touches the store.
 */
import { Cancellation, type Clock, type Fault, type Log, type Random } from '@atoll/pipeline'
import { retryDelayMs } from './back-off.ts'
import type { LaneBatch, LaneLease, LaneNews, StoredMessage } from './lane-store.ts'
import type { Consumer } from './messaging.ts'

/** What a session needs of its consumer. */
export interface SessionParts {
  readonly consumer: Consumer
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Whether the lease still has time for one more message. */
  readonly mayHandle: () => boolean
  /** Called when a message was handled, or messages are wanted. */
  readonly onProgress: () => void
  /** Settles when an earlier session of this lane has ended its last handler. */
  readonly previous: Promise<void>
}

/** A reason of our own: without one each halt would make an exception with a stack that nobody reads. */
const halted = 'halted'

/** Messages that are left in the queue when more are read. */
const queuedCountLow = 2

export class LaneSession {
  readonly lane: number
  readonly #epoch: number
  readonly #parts: SessionParts
  readonly #cancellation = new Cancellation()
  #isHalted = false
  /** Made for a pause only: most sessions never have one. */
  #pause: AbortController | null = null
  #queue: StoredMessage[] = []
  /** Everything before it is read, handled, and known to the store as handled. */
  #cursor: number
  #position: number
  #stored: number
  #head: number
  /** Until the first read nobody knows where the lane ends. */
  #isUnread = true
  #isReading = false
  #isWorking = false
  #settled: Promise<void>

  constructor(lease: LaneLease, parts: SessionParts) {
    this.lane = lease.lane
    this.#epoch = lease.epoch
    this.#parts = parts
    this.#cursor = lease.position
    this.#position = lease.position
    this.#stored = lease.position
    this.#head = lease.position
    this.#settled = parts.previous
  }

  /** Settles when no handler runs; after `halt` none begins any more. */
  get settled(): Promise<void> {
    return this.#settled
  }

  get isHalted(): boolean {
    return this.#isHalted
  }

  get isIdle(): boolean {
    return !this.#isWorking && this.#queue.length === 0
  }

  get wantsMessages(): boolean {
    return (
      !this.isHalted &&
      !this.#isReading &&
      this.#queue.length < queuedCountLow &&
      (this.#isUnread || this.#cursor < this.#head)
    )
  }

  /** Whether acknowledgements wait to be stored. */
  get isDirty(): boolean {
    return this.#position > this.#stored
  }

  /** The lease as this session would store it. */
  get lease(): LaneLease {
    return { lane: this.lane, epoch: this.#epoch, position: this.#position }
  }

  isOf(lease: LaneLease): boolean {
    return lease.lane === this.lane && lease.epoch === this.#epoch
  }

  beginRead(): { lane: number; position: number } {
    this.#isReading = true
    return { lane: this.lane, position: this.#cursor }
  }

  endRead(batch: LaneBatch | undefined): void {
    this.#isReading = false
    if (batch === undefined || this.isHalted) return
    this.#isUnread = false
    this.#head = Math.max(this.#head, batch.head)
    this.#cursor = batch.next
    this.#queue.push(...batch.messages)
    this.resume()
  }

  /** Learns that the lane has grown; passes over what is all of other topics without reading it. */
  notice(news: LaneNews, concerns: boolean): void {
    this.#head = Math.max(this.#head, news.next)
    if (concerns || this.#isReading || news.first !== this.#cursor) return
    this.#cursor = news.next
    if (this.isIdle) this.#position = this.#cursor
  }

  /** Handles what is queued, if nothing does so already. */
  resume(): void {
    if (this.isHalted || this.#isWorking) return
    if (this.#queue.length === 0) {
      this.#position = this.#cursor
      return
    }
    this.#isWorking = true
    this.#settled = this.#settled.then(() => this.#work())
  }

  markStored(position: number): void {
    this.#stored = Math.max(this.#stored, position)
  }

  /** Begins no further message; the one in progress may still be acknowledged. */
  halt(): void {
    this.#isHalted = true
    this.#pause?.abort(halted)
  }

  /** The lane is lost: what is in progress is told so and will not be acknowledged. */
  close(why: Fault): void {
    this.halt()
    this.#cancellation.cancel(why)
  }

  async #work(): Promise<void> {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (!(await this.#deliver(next))) break
      this.#queue.shift()
      this.#position = this.#queue.length === 0 ? this.#cursor : next.position + 1
      this.#parts.onProgress()
    }
    this.#isWorking = false
  }

  /** Answers whether the message is handled and the lane still held. */
  async #deliver({ envelope }: StoredMessage): Promise<boolean> {
    const { consumer, clock, random, mayHandle } = this.#parts
    for (let attempt = 1; !this.isHalted && mayHandle(); attempt++) {
      try {
        await consumer.handle(envelope, { attempt, cancellation: this.#cancellation })
        return this.#cancellation.reason === null
      } catch (error) {
        const delayMs = retryDelayMs(attempt, random)
        this.#tell(envelope, { attempt, delayMs, error })
        if (this.#isHalted) break
        this.#pause = new AbortController()
        await clock.sleep(delayMs, this.#pause.signal)
      }
    }
    return false
  }

  #tell(
    { id, topic }: StoredMessage['envelope'],
    failure: { readonly attempt: number; readonly delayMs: number; readonly error: unknown },
  ): void {
    const { group } = this.#parts.consumer
    const fields = { group, lane: this.lane, id, topic, ...failure }
    this.#parts.log.warn(
      fields,
      'A handler failed; the message comes again and its lane waits for it.',
    )
  }
}
