/**
 * What the lane consumer needs of a log that is kept in lanes. The memory twin and the PostgreSQL adapter implement
 * it; brokers with groups of their own (Kafka, RabbitMQ, NATS) do not. It decides nothing about handlers.
 */
import type { Envelope } from './envelope.ts'

/** A lane in the hands of one member. */
export interface LaneLease {
  readonly lane: number
  /** Grows whenever the lane changes hands; what a late acknowledgement is refused by. */
  readonly epoch: number
  /** Everything before it is acknowledged. */
  readonly position: number
}

/** What a member holds after a claim. */
export interface Claim {
  /** All lanes of this member. */
  readonly leases: readonly LaneLease[]
  /** How many lanes this member should have at most; surplus is to be given back. */
  readonly share: number
}

/** One stored message and its place. */
export interface StoredMessage {
  readonly position: number
  readonly envelope: Envelope
}

/** What was read of one lane. */
export interface LaneBatch {
  readonly lane: number
  /** Where to read on. Messages of other topics may stand in between. */
  readonly next: number
  /** Where the lane ended when it was read. */
  readonly head: number
  readonly messages: readonly StoredMessage[]
}

/** That a lane has grown. */
export interface LaneNews {
  readonly lane: number
  /** The first new position, or null where that is not known. */
  readonly first: number | null
  /** The position after the last new one. */
  readonly next: number
}

/** One member's view of one group's lanes. Methods that fail may be called again; each is one step of the store. */
export interface LaneStore {
  /** Stays in the group for one more lease, renews what is held, takes free lanes up to the fair share. */
  claim(): Promise<Claim>
  /** Reads on, a bounded number of messages per lane; answers each lane that was asked for. */
  read(
    cursors: readonly { readonly lane: number; readonly position: number }[],
  ): Promise<readonly LaneBatch[]>
  /** Stores positions, never backwards; answers the lanes that were still held in that epoch. */
  advance(leases: readonly LaneLease[]): Promise<readonly number[]>
  /** Stores the positions and gives these lanes back; wakes the other members. */
  release(leases: readonly LaneLease[]): Promise<void>
  /** Stores the positions, gives back every lane but those still kept, and leaves the group; wakes the others. */
  leave(leases: readonly LaneLease[], kept: readonly number[]): Promise<void>
  /** Counts what the group has not yet passed. */
  lag(): Promise<number>
}
