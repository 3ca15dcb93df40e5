/**
 * Events on their way from a connection to a reader who takes them one by one. It asks the connection to pause rather
 * than keep more than a few. Made by the reader of replies.
 */
import { Fault } from '@atoll/pipeline'
import type { ServerSentEvent } from './events.ts'

/** How the queue reaches its connection. */
export interface EventFeed {
  decode(chunk: Buffer): ServerSentEvent[]
  pause(): void
  resume(): void
  /** Closes the connection because nobody reads on. */
  leave(fault: Fault): void
}

/** Units: events waiting before the connection is paused. */
const waitingMax = 16

/** One reader's queue. Faults: whatever ended the stream early is thrown after the last event that arrived. */
export class EventQueue implements AsyncIterable<ServerSentEvent> {
  readonly #source: EventFeed
  readonly #waiting: ServerSentEvent[] = []
  readonly #wakes: (() => void)[] = []
  #paused = false
  #ended = false
  #fault: Fault | null = null

  constructor(source: EventFeed) {
    this.#source = source
  }

  /** Takes bytes from the connection. */
  push(chunk: Buffer): void {
    if (this.#ended) return
    try {
      this.#waiting.push(...this.#source.decode(chunk))
    } catch (thrown) {
      return this.#source.leave(Fault.from(thrown))
    }
    if (this.#waiting.length > waitingMax && !this.#paused) {
      this.#paused = true
      this.#source.pause()
    }
    this.#wakeAll()
  }

  /** Ends the stream; a fault is thrown to the reader. */
  end(fault: Fault | null): void {
    if (this.#ended) return
    this.#ended = true
    this.#fault = fault
    this.#wakeAll()
  }

  [Symbol.asyncIterator](): AsyncIterator<ServerSentEvent, undefined> {
    return {
      next: () => this.#next(),
      return: async () => {
        if (!this.#ended) this.#source.leave(left())
        this.#waiting.length = 0
        this.#fault = null
        return { done: true, value: undefined }
      },
    }
  }

  async #next(): Promise<IteratorResult<ServerSentEvent, undefined>> {
    while (this.#waiting.length === 0 && !this.#ended) await this.#arrival()
    const event = this.#waiting.shift()
    if (event !== undefined) {
      this.#letFlow()
      return { done: false, value: event }
    }
    const fault = this.#fault
    this.#fault = null
    if (fault !== null) throw fault
    return { done: true, value: undefined }
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakes.push(resolve)
    })
  }

  #wakeAll(): void {
    for (const wake of this.#wakes.splice(0)) wake()
  }

  #letFlow(): void {
    if (!this.#paused || this.#waiting.length > 0) return
    this.#paused = false
    this.#source.resume()
  }
}

function left(): Fault {
  const message = 'The reader left the stream.'
  return new Fault({ kind: 'cancelled', code: 'reader_left', message, executed: 'unknown' })
}
