/**
 * How a process learns that lanes have grown or groups have changed: by NOTIFY on a connection that listens and is
 * opened again whenever it breaks, and behind it by asking, the more often the more that finds. One per process; it
 * never reads messages.
 */
import type { Clock, Log, Random, Timer } from '@atoll/pipeline'
import { laneCount } from '@atoll/messaging'
import { type LaneNews, retryDelayMs } from '@atoll/messaging/lanes'
import type { Pool } from '@atoll/postgres'
import { decodeMessagesNote, groupsChannel, messagesChannel } from './channels.ts'
import { sql } from './sql.ts'

/** How long between two questions: short after one that found something, doubled after each other. */
const pollDelayMsMin = 5
const pollDelayMsMax = 250

/** What makes a watch. */
export interface WatchParts {
  readonly pool: Pool
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly onNews: (news: readonly LaneNews[], topics: readonly string[] | null) => void
  /** The group whose members may have changed; null where it could be any. */
  readonly onGroup: (group: string | null) => void
}

export class Watch {
  readonly #parts: WatchParts
  readonly #end = new AbortController()
  readonly #heads: number[] = Array.from({ length: laneCount }, () => 0)
  #pollDelayMs = pollDelayMsMin
  #poll: Timer | null = null
  #asking: Promise<void> = Promise.resolve()
  #listening: Promise<void> | null = null

  constructor(parts: WatchParts) {
    this.#parts = parts
  }

  /** Begins to listen and to ask; further calls change nothing. */
  start(): void {
    if (this.#listening !== null) return
    this.#listening = this.#listenOn()
    this.#askAfter(pollDelayMsMin)
  }

  /** Where each lane ends, as far as known. */
  get heads(): LaneNews[] {
    return this.#heads.map((next, lane) => ({ lane, first: null, next }))
  }

  /** Passes news on, also what this process appended itself. */
  tell(news: readonly LaneNews[], topics: readonly string[] | null): void {
    for (const { lane, next } of news) this.#heads[lane] = Math.max(this.#heads[lane] ?? 0, next)
    this.#parts.onNews(news, topics)
  }

  async stop(): Promise<void> {
    this.#end.abort()
    this.#poll?.cancel()
    await Promise.all([this.#listening, this.#asking])
  }

  async #listenOn(): Promise<void> {
    const { clock, random, log } = this.#parts
    for (let failures = 0; !this.#end.signal.aborted; ) {
      try {
        await this.#listenOnce(() => {
          failures = 0
        })
      } catch (error) {
        if (this.#end.signal.aborted) return
        failures += 1
        const delayMs = retryDelayMs(failures, random)
        log.warn({ error, delayMs }, 'Listening for messages failed; polling until it works again.')
        await clock.sleep(delayMs, this.#end.signal)
      }
    }
  }

  /** Listens until the connection breaks or the watch ends. */
  async #listenOnce(onReady: () => void): Promise<void> {
    const connection = await this.#parts.pool.acquire({ signal: this.#end.signal })
    try {
      connection.onNotification((channel, payload) => this.#hear(channel, payload))
      await connection.query({ text: `listen ${messagesChannel}; listen ${groupsChannel}` })
      onReady()
      // What was told before is not told again: ask once.
      this.#parts.onGroup(null)
      this.#askAfter(0)
      await Promise.race([connection.whenLost(), this.#ended()])
    } finally {
      connection.discard()
    }
  }

  #ended(): Promise<void> {
    const { signal } = this.#end
    return new Promise((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  #hear(channel: string, payload: string): void {
    if (this.#end.signal.aborted) return
    if (channel === groupsChannel) return this.#parts.onGroup(payload)
    const note = decodeMessagesNote(payload)
    if (note !== null) this.tell(note.news, note.topics)
  }

  #askAfter(delayMs: number): void {
    if (this.#end.signal.aborted) return
    this.#poll?.cancel()
    this.#poll = this.#parts.clock.timer(delayMs, () => {
      this.#asking = this.#ask()
    })
  }

  async #ask(): Promise<void> {
    try {
      const { rows } = await this.#parts.pool.query<{ lane: number; next: number }>(
        sql`select lane, next from messaging.lane_head`,
      )
      const hasGrown = rows.some(({ lane, next }) => next > (this.#heads[lane] ?? 0))
      this.#pollDelayMs = hasGrown
        ? pollDelayMsMin
        : Math.min(this.#pollDelayMs * 2, pollDelayMsMax)
      const news = rows.map(({ lane, next }) => ({ lane, first: null, next }))
      if (!this.#end.signal.aborted) this.tell(news, null)
    } catch (error) {
      this.#pollDelayMs = pollDelayMsMax
      this.#parts.log.debug({ error }, 'Asking for new messages failed; asking again.')
    }
    this.#askAfter(this.#pollDelayMs)
  }
}
