/**
 * What happened in the last while, counted in buckets: the numbers of a circuit. Adding is a few sums and allocates
 * nothing. Knows nothing of circuits; time is told.
 */
import { type Outcome, outcome, outcomesCount } from './outcome.ts'

/** The parts of a window; one of them is forgotten at a time. */
const bucketsCount = 10
/** Slow calls are counted beside how they ended. */
const slow = outcomesCount
const kindsCount = outcomesCount + 1

/** Counts of one window. */
export class RollingWindow {
  readonly #bucketMs: number
  readonly #counts = new Int32Array(bucketsCount * kindsCount)
  readonly #totals = new Int32Array(kindsCount)
  /** The number of the newest bucket, counted from the beginning of time. */
  #newest = 0

  /** Units: milliseconds. */
  constructor(windowMs: number) {
    this.#bucketMs = windowMs / bucketsCount
  }

  /** Units: `now` in milliseconds, monotonic. */
  add(now: number, one: Outcome, isSlow = false): void {
    this.moveTo(now)
    this.#count(one)
    if (isSlow) this.#count(slow)
  }

  /** Forgets what is too old at this time. Units: milliseconds, monotonic. */
  moveTo(now: number): void {
    const index = Math.floor(now / this.#bucketMs)
    if (index <= this.#newest) return
    const from = Math.max(this.#newest + 1, index - bucketsCount + 1)
    for (let each = from; each <= index; each += 1) this.#forget(each % bucketsCount)
    this.#newest = index
  }

  /** How often it ended so. */
  count(one: Outcome): number {
    return this.#totals[one] ?? 0
  }

  /** Calls that say something of the callee. */
  get calls(): number {
    return this.count(outcome.success) + this.count(outcome.declined) + this.failures
  }

  get failures(): number {
    return this.count(outcome.failure) + this.count(outcome.timeout)
  }

  get slowCalls(): number {
    return this.#totals[slow] ?? 0
  }

  /** Begins anew. */
  clear(): void {
    this.#counts.fill(0)
    this.#totals.fill(0)
  }

  #count(kind: number): void {
    const place = (this.#newest % bucketsCount) * kindsCount + kind
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#totals[kind] = (this.#totals[kind] ?? 0) + 1
  }

  #forget(bucket: number): void {
    const begin = bucket * kindsCount
    for (let kind = 0; kind < kindsCount; kind += 1) {
      this.#totals[kind] = (this.#totals[kind] ?? 0) - (this.#counts[begin + kind] ?? 0)
      this.#counts[begin + kind] = 0
    }
  }
}
