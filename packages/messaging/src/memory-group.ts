/**
 * A group of consumers of the broker in memory: who takes part, who holds which lane until when, and how far it is
 * acknowledged. The broker owns one per group; each subscription sees it through a `LaneStore` of its own.
 */
import type { Clock } from '@atoll/pipeline'
import { fairShare } from './fair-share.ts'
import { laneCount } from './lane.ts'
import type { Claim, LaneLease, LaneStore } from './lane-store.ts'
import type { MemoryLog } from './memory-log.ts'

interface GroupLane {
  readonly lane: number
  position: number
  owner: string | null
  epoch: number
  expiresAt: number
}

interface Member {
  readonly topics: readonly string[]
  expiresAt: number
}

export class MemoryGroup {
  readonly #log: MemoryLog
  readonly #clock: Clock
  readonly #leaseMs: number
  readonly #onChange: () => void
  readonly #members = new Map<string, Member>()
  readonly #lanes: readonly GroupLane[]

  constructor(parts: {
    readonly log: MemoryLog
    readonly clock: Clock
    readonly leaseMs: number
    readonly onChange: () => void
  }) {
    this.#log = parts.log
    this.#clock = parts.clock
    this.#leaseMs = parts.leaseMs
    this.#onChange = parts.onChange
    this.#lanes = Array.from({ length: laneCount }, (_, lane) => ({
      lane,
      position: parts.log.bounds(lane).start,
      owner: null,
      epoch: 0,
      expiresAt: 0,
    }))
  }

  /** The position before which everything of a lane is acknowledged. */
  positionOf(lane: number): number {
    return this.#lanes[lane]?.position ?? 0
  }

  storeFor(me: string, topics: readonly string[]): LaneStore {
    const set = new Set(topics)
    return {
      claim: async () => this.#claim(me, topics),
      read: async (cursors) => cursors.map((cursor) => this.#log.read(cursor, set)),
      advance: async (leases) => this.#advance(me, leases).map(({ lane }) => lane),
      release: async (leases) => this.#release(this.#advance(me, leases)),
      leave: async (leases, kept) => {
        this.#advance(me, leases)
        this.#members.delete(me)
        this.#release(this.#lanes.filter(({ owner, lane }) => owner === me && !kept.includes(lane)))
      },
      lag: async () =>
        this.#lanes.reduce(
          (sum, { lane, position }) => sum + this.#log.bounds(lane).head - position,
          0,
        ),
    }
  }

  #claim(me: string, topics: readonly string[]): Claim {
    const now = this.#clock.monotonic()
    const expiresAt = now + this.#leaseMs
    for (const [id, member] of this.#members) if (member.expiresAt <= now) this.#members.delete(id)
    const isNew = !this.#members.has(me)
    this.#members.set(me, { topics, expiresAt })
    const members = [...this.#members].map(([id, member]) => ({ id, topics: member.topics }))
    const { share, outdated } = fairShare(members, me)
    const held = this.#lanes.filter(({ owner }) => owner === me)
    for (const lane of held) lane.expiresAt = expiresAt
    const free = this.#lanes.filter(
      (lane) =>
        lane.owner === null ||
        (lane.owner !== me && lane.expiresAt <= now) ||
        outdated.includes(lane.owner),
    )
    const taken = free.slice(0, Math.max(0, share - held.length))
    for (const lane of taken) Object.assign(lane, { owner: me, epoch: lane.epoch + 1, expiresAt })
    if (isNew) this.#onChange()
    const leases = [...held, ...taken].map(({ lane, epoch, position }) => ({
      lane,
      epoch,
      position,
    }))
    return { leases, share }
  }

  /** Answers the lanes that are still held in the epoch of their lease. */
  #advance(me: string, leases: readonly LaneLease[]): GroupLane[] {
    return leases.flatMap(({ lane: index, epoch, position }) => {
      const lane = this.#lanes[index]
      if (lane === undefined || lane.owner !== me || lane.epoch !== epoch) return []
      lane.position = Math.max(lane.position, position)
      return [lane]
    })
  }

  #release(lanes: readonly GroupLane[]): void {
    for (const lane of lanes) Object.assign(lane, { owner: null, expiresAt: 0 })
    this.#onChange()
  }
}
