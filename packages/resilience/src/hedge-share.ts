/** When a call of one operation is late, and how many of its calls may be asked a second time. Kept by the breaker. */
import { type CallRecord, percentileOf } from './call-record.ts'
import type { RetryBudget } from './retry-budget.ts'

/** Calls that must be known before late means something. */
const callsMin = 20
/** Calls that the percentile is taken of. */
const latestMax = 256
/** Calls after which it is taken anew. */
const freshCalls = 32
const latePercent = 95
/** Units: milliseconds. */
const afterMsMin = 1
/** Second questions that can be saved up while nothing was late. */
const savedMax = 3

/** The share of one operation. */
export class HedgeShare {
  #saved = 0
  #spent = 0
  #afterMs = 0
  /** How many calls were recorded when it was taken last. */
  #takenAt = Number.NEGATIVE_INFINITY

  /** Second questions that were spent. */
  get spent(): number {
    return this.#spent
  }

  /** Notes a call that may become late. */
  count(hedgePercent: number): void {
    this.#saved = Math.min(savedMax, this.#saved + hedgePercent / 100)
  }

  /** Null while too few calls are known. Units: milliseconds. */
  afterMs(record: CallRecord): number | null {
    if (record.added < callsMin) return null
    if (record.added - this.#takenAt >= freshCalls) {
      this.#takenAt = record.added
      const latest = record.latencies(latestMax)
      this.#afterMs = Math.max(afterMsMin, percentileOf(latest, latePercent))
    }
    return this.#afterMs
  }

  /** Takes one second question, and the repetition that it is, or neither. */
  spend(budget: RetryBudget): boolean {
    if (this.#saved < 1 || !budget.spend()) return false
    this.#saved -= 1
    this.#spent += 1
    return true
  }
}
