/**
 * Calls that wait for others to end: the highest class goes first, in turn while the line is short, the newest first
 * when it is long, because whoever has waited long may have given up. Where too many wait, the oldest of the lowest
 * class is refused. Called by `limit` only.
 */
import { type Priority, priorities } from '@atoll/contract'
import type { Call, Clock, Fault } from '@atoll/pipeline'
import { type Alarm, type Alarms, createAlarms, type Slot } from './alarms.ts'
import { isLate, tooLate } from './deadline.ts'

/** Calls that may wait at once. Units: calls. */
export const waitingMaxDefault = 256
/** How long a call without a deadline may wait. Units: milliseconds. */
const waitMsMax = 10_000

/** What a queue is made of. */
export interface WaitingParts {
  readonly clock: Clock
  readonly most: number
  /**
   * A line in which nobody waits longer is served in turn; in a longer one all would wait in vain, so that the newest
   * goes first and the oldest gives way to newcomers. Units: milliseconds.
   */
  readonly patienceMs: () => number
  /** The fault of a call that is given up. */
  readonly refusal: () => Fault
}

/** Those who wait, by class. */
export class Waiting {
  readonly #parts: WaitingParts
  readonly #alarms: Alarms
  /** The oldest first. */
  readonly #byPriority: Readonly<Record<Priority, Waiter[]>> = {
    critical: [],
    default: [],
    batch: [],
    'best-effort': [],
  }
  #count = 0

  constructor(parts: WaitingParts) {
    this.#parts = parts
    this.#alarms = createAlarms(parts.clock)
  }

  /**
   * Waits for its turn.
   * Faults: the refusal, when others are worth more or it waited too long; the reason of its cancellation.
   */
  wait(call: Call): Promise<void> {
    const { clock, most, refusal } = this.#parts
    const { priority, deadlineAt, cancellation } = call.context
    return new Promise((resolve, reject) => {
      const waiter = new Waiter({ call, cameAt: clock.monotonic() }, resolve, (reason) => {
        this.#remove(waiter, priority)
        reject(reason ?? (isLate(call, clock) ? tooLate() : refusal()))
      })
      this.#byPriority[priority].push(waiter)
      this.#count += 1
      const endAt = waiter.cameAt + waitMsMax
      waiter.slot = this.#alarms.set(Math.min(endAt, deadlineAt ?? endAt), waiter)
      waiter.stopHearing = cancellation.onCancel((reason) => waiter.giveUp(reason))
      const oldest = this.#oldestOfLowest()
      if (this.#count > most || this.#hasWaited(oldest)) oldest?.giveUp(null)
    })
  }

  /** Takes out who goes next, if a call of that class may; who is too late is refused instead. */
  next(mayGo: (priority: Priority) => boolean): Waiter | null {
    if (this.#count === 0) return null
    for (const priority of priorities) {
      const waiters = this.#byPriority[priority]
      while (waiters.length > 0) {
        if (!mayGo(priority)) return null
        const next = this.#hasWaited(waiters[0]) ? waiters.pop() : waiters.shift()
        if (next === undefined) break
        this.#count -= 1
        if (!isLate(next.call, this.#parts.clock)) return next
        next.giveUp(null)
      }
    }
    return null
  }

  #hasWaited(waiter: Waiter | undefined): boolean {
    if (waiter === undefined) return false
    const { clock, patienceMs } = this.#parts
    return clock.monotonic() - waiter.cameAt > patienceMs()
  }

  #oldestOfLowest(): Waiter | undefined {
    return priorities
      .map((each) => this.#byPriority[each][0])
      .findLast((each) => each !== undefined)
  }

  #remove(waiter: Waiter, priority: Priority): void {
    const waiters = this.#byPriority[priority]
    const place = waiters.indexOf(waiter)
    if (place === -1) return
    waiters.splice(place, 1)
    this.#count -= 1
  }
}

/** One call that waits: it goes, or it is given up, once. */
export class Waiter implements Alarm {
  readonly call: Call
  /** Units: milliseconds, monotonic. */
  readonly cameAt: number
  readonly #resolve: () => void
  readonly #reject: (reason: Fault | null) => void
  slot: Slot | null = null
  stopHearing: (() => void) | null = null

  constructor(
    came: { readonly call: Call; readonly cameAt: number },
    resolve: () => void,
    reject: (reason: Fault | null) => void,
  ) {
    this.call = came.call
    this.cameAt = came.cameAt
    this.#resolve = resolve
    this.#reject = reject
  }

  go(): void {
    this.#leave()
    this.#resolve()
  }

  giveUp(reason: Fault | null): void {
    this.#leave()
    this.#reject(reason)
  }

  ring(): void {
    this.giveUp(null)
  }

  #leave(): void {
    this.slot?.delete(this)
    this.stopHearing?.()
  }
}
