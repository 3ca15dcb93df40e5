/**
 * Hears from a registry of ours that something changed, so that it is fetched at once. A server that tells nothing, as
 * Netflix's and Spring's, is asked again now and then; fetching goes on by time beside all this, so nothing depends on it.
 * Started by the view of a registry; it fetches nothing itself.
 */
import type { ServerSentEvent } from '@atoll/http/client'
import type { Clock, Random, Timer } from '@atoll/pipeline'
import type { Servers } from './servers.ts'

/** What listening is made of. */
export interface ListeningParts {
  readonly servers: Servers
  readonly clock: Clock
  readonly random: Random
  /** Called at each change, and whenever one may have been missed. */
  onChange(): void
}

/** Listening under way. */
export interface Listening {
  /** Begins, unless it has begun. */
  start(): void
  stop(): void
}

/** How soon it listens again after a stream ended: half of it for sure, the rest by chance. Units: milliseconds. */
const againMs = { first: 500, max: 30_000 } as const
/** How soon a server that tells nothing is asked again, likewise. Units: milliseconds. */
const absentMs = 300_000

/** Makes what listens; nothing is asked before `start`. */
export function createListening(parts: ListeningParts): Listening {
  const reader = new Reader(parts)
  parts.servers.onSwitch(() => reader.turn())
  return reader
}

class Reader implements Listening {
  readonly #parts: ListeningParts
  /** Counts the beginnings; what belongs to an earlier one is over. */
  #turn = 0
  #isStarted = false
  #failures = 0
  #lastId: string | null = null
  #timer: Timer | null = null
  #events: AsyncIterator<ServerSentEvent> | null = null

  constructor(parts: ListeningParts) {
    this.#parts = parts
  }

  start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    this.turn()
  }

  stop(): void {
    this.#isStarted = false
    this.#leave()
  }

  /** Begins anew, at the server that is asked first now. */
  turn(): void {
    if (!this.#isStarted) return
    this.#leave()
    void this.#listen(this.#turn)
  }

  #leave(): void {
    this.#turn += 1
    this.#timer?.cancel()
    // A stream that is left has nobody to tell how that went.
    this.#events?.return?.().catch(() => {})
    this.#events = null
  }

  /** Never fails: what a broken stream did not tell is fetched. */
  async #listen(turn: number): Promise<void> {
    let isAbsent = false
    try {
      const stream = await this.#parts.servers.changes(this.#lastId)
      isAbsent = stream === null
      if (stream !== null) await this.#hear(stream[Symbol.asyncIterator](), turn)
    } catch {
      // That it is unreachable is told of by whoever fetches.
    }
    if (turn !== this.#turn) return
    this.#events = null
    const { first, max } = againMs
    const delayMs = isAbsent ? absentMs : Math.min(max, first * 2 ** this.#failures)
    this.#failures = isAbsent ? 0 : this.#failures + 1
    this.#again(delayMs, isAbsent)
  }

  async #hear(events: AsyncIterator<ServerSentEvent>, turn: number): Promise<void> {
    if (turn !== this.#turn) return void (await events.return?.())
    this.#events = events
    for (;;) {
      const step = await events.next()
      if (step.done === true || turn !== this.#turn) return
      if (step.value.event !== 'change') continue
      this.#failures = 0
      this.#lastId = step.value.id ?? null
      this.#parts.onChange()
    }
  }

  #again(delayMs: number, isAbsent: boolean): void {
    const { clock, random, onChange } = this.#parts
    const turn = this.#turn
    this.#timer = clock.timer((delayMs / 2) * (1 + random.next()), () => {
      // Fetching finds out which server answers, if this one does not any more.
      if (!isAbsent) onChange()
      if (turn === this.#turn) void this.#listen(turn)
    })
  }
}
