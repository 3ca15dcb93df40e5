/**
 * The messages of the broker in memory: 16 lanes of records, and what faults do to them on their way in. The broker
 * owns one; groups read it.
 */
import type { Clock, Random } from '@atoll/pipeline'
import type { Envelope } from './envelope.ts'
import { laneCount, laneOf } from './lane.ts'
import type { LaneBatch, LaneNews, StoredMessage } from './lane-store.ts'
import { decodeRecord, encodeRecord } from './memory-record.ts'

/** What a broker may do to messages without breaking its promise. Each is off at 0. */
export interface MemoryBrokerFaults {
  /** How often a message is stored a second time, later. Units: 0..1. */
  readonly duplicateChance?: number
  /** How long a stored message may stay invisible. Units: milliseconds. */
  readonly delayMsMax?: number
  /** How often neighbours of different keys change places. Units: 0..1. */
  readonly reorderChance?: number
}

/** Passed messages that a lane keeps for groups that begin later. */
const retainedCountMax = 50_000
/** Messages per lane and read. */
const readCountMax = 100

interface MemoryLane {
  /** The position of the first record. */
  start: number
  records: Uint8Array[]
  /** Readers see what stands before it. */
  head: number
}

/** Called when records become visible. */
export type OnNews = (news: LaneNews, topics: readonly string[] | null) => void

export class MemoryLog {
  readonly #lanes: readonly MemoryLane[]
  readonly #clock: Clock
  readonly #random: Random
  readonly #faults: Required<MemoryBrokerFaults>
  readonly #onNews: OnNews

  constructor(parts: {
    readonly clock: Clock
    readonly random: Random
    readonly faults: MemoryBrokerFaults
    readonly onNews: OnNews
  }) {
    this.#clock = parts.clock
    this.#random = parts.random
    this.#faults = { duplicateChance: 0, delayMsMax: 0, reorderChance: 0, ...parts.faults }
    this.#onNews = parts.onNews
    this.#lanes = Array.from({ length: laneCount }, () => ({ start: 0, records: [], head: 0 }))
  }

  append(messages: readonly Envelope[]): void {
    const ordered = this.#disorder(messages)
    this.#store(ordered)
    const again = ordered.filter(() => this.#random.next() < this.#faults.duplicateChance)
    if (again.length > 0) this.#clock.timer(this.#delayMs(), () => this.#store(again))
  }

  /** Where a lane begins and ends now. */
  bounds(lane: number): { start: number; head: number } {
    const { start, head } = this.#lane(lane)
    return { start, head }
  }

  read(
    { lane, position }: { readonly lane: number; readonly position: number },
    topics: ReadonlySet<string>,
  ): LaneBatch {
    const { start, records, head } = this.#lane(lane)
    const from = Math.max(position, start)
    const next = Math.max(position, Math.min(head, from + readCountMax))
    const messages: StoredMessage[] = records
      .slice(from - start, next - start)
      .map((record, index) => ({ position: from + index, envelope: decodeRecord(record) }))
      .filter(({ envelope }) => topics.has(envelope.topic))
    return { lane, next, head, messages }
  }

  /** Forgets what every group has passed, beyond what is retained. */
  trim(lane: number, passed: number): void {
    const kept = this.#lane(lane)
    const end = kept.start + kept.records.length
    const start = Math.min(passed, end - retainedCountMax)
    // Rare and in bulk: half as much again may gather first.
    if (start - kept.start < retainedCountMax / 2) return
    kept.records = kept.records.slice(start - kept.start)
    kept.start = start
  }

  #lane(index: number): MemoryLane {
    const lane = this.#lanes[index]
    if (lane === undefined) throw new RangeError(`There is no lane ${index}.`)
    return lane
  }

  #store(messages: readonly Envelope[]): void {
    const ends = new Map<number, number>()
    for (const message of messages) {
      const index = laneOf(message.key)
      const lane = this.#lane(index)
      lane.records.push(encodeRecord(message))
      ends.set(index, lane.start + lane.records.length)
    }
    const topics = [...new Set(messages.map(({ topic }) => topic))]
    for (const [lane, end] of ends) {
      if (this.#faults.delayMsMax === 0) this.#reveal(lane, end, topics)
      else this.#clock.timer(this.#delayMs(), () => this.#reveal(lane, end, null))
    }
  }

  #reveal(index: number, end: number, topics: readonly string[] | null): void {
    const lane = this.#lane(index)
    if (end <= lane.head) return
    const news = { lane: index, first: topics === null ? null : lane.head, next: end }
    lane.head = end
    this.#onNews(news, topics)
  }

  #delayMs(): number {
    return this.#random.next() * this.#faults.delayMsMax
  }

  /** Lets neighbours of different keys change places, so that no key's own order changes. */
  #disorder(messages: readonly Envelope[]): Envelope[] {
    const result = [...messages]
    for (let index = 1; index < result.length; index++) {
      const [before, here] = [result[index - 1], result[index]]
      if (before === undefined || here === undefined || before.key === here.key) continue
      if (this.#random.next() >= this.#faults.reorderChance) continue
      result[index - 1] = here
      result[index] = before
    }
    return result
  }
}
