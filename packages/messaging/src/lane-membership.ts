/**
 * The lease of one member of a group: claims, renews at a third of its time, gives back, and says when the time is
 * over. The lane consumer owns one; it never touches messages.
 */
import type { Clock, Log, Random, Timer } from '@atoll/pipeline'
import { retryDelayMs } from './back-off.ts'
import type { Claim, LaneLease, LaneStore } from './lane-store.ts'

/** What makes a membership. */
export interface MembershipParts {
  readonly store: LaneStore
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly leaseMs: number
  readonly onClaim: (claim: Claim) => void
  /** Called when the lease is about to end and could not be renewed. */
  readonly onLapse: () => void
}

const renewalsPerLease = 3
/** The part of a lease that is kept as distance to its end, for clocks and networks that differ. */
const marginOfLease = 1 / 10

export class LaneMembership {
  readonly #parts: MembershipParts
  /** Claims and releases, one after the other, so that none answers from before another. */
  #turn: Promise<void> = Promise.resolve()
  /** On the monotonic clock, measured from before the claim was sent. */
  #endsAt = Number.NEGATIVE_INFINITY
  #renewal: Timer | null = null
  #lapse: Timer | null = null
  #isRenewalAsked = false
  #isLeaving = false
  #failures = 0

  constructor(parts: MembershipParts) {
    this.#parts = parts
  }

  /** Whether the lease still has time for one more message. */
  get mayHandle(): boolean {
    return !this.#isLeaving && this.#parts.clock.monotonic() < this.#endsAt
  }

  async join(): Promise<void> {
    await this.#inTurn(() => this.#claim())
    this.#renewAfter(this.#parts.leaseMs / renewalsPerLease)
  }

  /** Claims as soon as the turn comes; several requests before that are one. */
  renew(): void {
    if (this.#isRenewalAsked || this.#isLeaving) return
    this.#isRenewalAsked = true
    void this.#inTurn(() => this.#renew())
  }

  /** Gives back what `choose` answers when the turn comes. A failure leaves the lanes to the next claim. */
  release(choose: () => readonly LaneLease[]): Promise<void> {
    return this.#inTurn(async () => {
      const leases = choose()
      if (leases.length > 0) await this.#parts.store.release(leases)
    }).catch((error: unknown) => {
      this.#parts.log.warn({ error }, 'Lanes could not be given back; trying again.')
    })
  }

  /**
   * Renews no more and leaves the group; lanes whose handlers still run are kept until released or until the lease is
   * over. If the store does not answer, the lease runs out by itself.
   */
  leave(leases: readonly LaneLease[], kept: readonly number[]): Promise<void> {
    this.#isLeaving = true
    this.#renewal?.cancel()
    return this.#inTurn(() => this.#parts.store.leave(leases, kept)).catch((error: unknown) => {
      const { log, leaseMs } = this.#parts
      log.warn({ error, leaseMs }, 'The lanes could not be given back; others wait for the lease.')
    })
  }

  /** Nothing is held any more. */
  close(): void {
    this.#lapse?.cancel()
  }

  async #renew(): Promise<void> {
    this.#isRenewalAsked = false
    if (this.#isLeaving) return
    try {
      await this.#claim()
      this.#failures = 0
      this.#renewAfter(this.#parts.leaseMs / renewalsPerLease)
    } catch (error) {
      this.#failures += 1
      const delayMs = retryDelayMs(this.#failures, this.#parts.random)
      this.#parts.log.warn({ error, delayMs }, 'Lanes could not be renewed; trying again.')
      this.#renewAfter(delayMs)
    }
  }

  async #claim(): Promise<void> {
    const { clock, leaseMs, store, onClaim, onLapse } = this.#parts
    const askedAt = clock.monotonic()
    const claim = await store.claim()
    if (this.#isLeaving) return
    this.#endsAt = askedAt + leaseMs * (1 - marginOfLease)
    this.#lapse?.cancel()
    this.#lapse = clock.timer(this.#endsAt - clock.monotonic(), onLapse)
    onClaim(claim)
  }

  #renewAfter(delayMs: number): void {
    if (this.#isLeaving) return
    this.#renewal?.cancel()
    this.#renewal = this.#parts.clock.timer(delayMs, () => this.renew())
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => {})
    return result
  }
}
