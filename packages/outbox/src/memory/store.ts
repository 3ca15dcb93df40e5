/** What the twin keeps: the rows of each table, as the columns of migrations.ts. */
import { laneCount } from '@atoll/messaging'
import type { CommandScope, OutboxRow, Place } from '../tables.ts'
import { MemoryTable } from './session.ts'

export interface StoredOutbox extends Omit<OutboxRow, 'payload'> {
  /** Shape: JSON. */
  readonly payload: string
}

export interface StoredLane {
  readonly lane: number
  readonly owner: string | null
  readonly epoch: number
  readonly expiresAt: number
}

interface StoredRelay {
  readonly owner: string
  readonly expiresAt: number
}

export interface StoredMessage {
  readonly consumer: string
  readonly id: string
  readonly at: number
}

export interface StoredAttempt extends StoredMessage {
  readonly started: number
}

export interface StoredParked extends Place {
  readonly id: string
  /** Shape: JSON. */
  readonly message: string
  readonly state: 'retry' | 'behind' | 'dead'
  readonly attempts: number
  readonly started: number
  readonly nextAt: number | null
  /** Shape: JSON. */
  readonly error: string
  readonly parkedAt: number
}

export interface StoredCommand extends CommandScope {
  readonly requestHash: string
  /** Shape: JSON. */
  readonly reply: string | null
  readonly at: number
}

/** All tables of one service's database. */
export class MemoryStore {
  readonly outbox = new MemoryTable<StoredOutbox>('outbox')
  readonly relays = new MemoryTable<StoredRelay>('relays')
  readonly lanes = new MemoryTable<StoredLane>('lanes')
  readonly inbox = new MemoryTable<StoredMessage>('inbox')
  readonly attempts = new MemoryTable<StoredAttempt>('attempts')
  readonly parked = new MemoryTable<StoredParked>('parked')
  readonly commands = new MemoryTable<StoredCommand>('commands')
  /** What services write beside it. */
  readonly state = new MemoryTable<{ readonly value: unknown }>('state')
  /** Advisory locks: rows that never hold anything. */
  readonly locks = new MemoryTable<never>('locks')
  #drawn = 0

  constructor() {
    for (let lane = 0; lane < laneCount; lane += 1)
      this.lanes.found(String(lane), { lane, owner: null, epoch: 0, expiresAt: 0 })
  }

  /** The last id that was drawn. */
  get drawn(): number {
    return this.#drawn
  }

  /** The next id; drawn is drawn, whether or not the transaction commits. */
  draw(): number {
    this.#drawn += 1
    return this.#drawn
  }
}
