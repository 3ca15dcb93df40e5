/**
 * The last calls of one circuit: when they ended, how long they took, how they ended. A ring, so it never grows; adding
 * writes three numbers. Read for percentiles, and to replay what other thresholds would have done.
 */
import type { Outcome } from './outcome.ts'

/** Calls that are remembered. Units: calls; 13 bytes each. */
const recordedMax = 2_048

/** One call that ended. */
export interface RecordedCall {
  /** Units: milliseconds, monotonic. */
  readonly endedAt: number
  readonly latencyMs: number
  readonly outcome: Outcome
}

/** The ring. */
export class CallRecord {
  readonly #endedAt = new Float64Array(recordedMax)
  readonly #latencyMs = new Float32Array(recordedMax)
  readonly #outcomes = new Uint8Array(recordedMax)
  #added = 0

  add(endedAt: number, latencyMs: number, one: Outcome): void {
    const place = this.#added % recordedMax
    this.#endedAt[place] = endedAt
    this.#latencyMs[place] = latencyMs
    this.#outcomes[place] = one
    this.#added += 1
  }

  /** Calls added so far. */
  get added(): number {
    return this.#added
  }

  /** Oldest first. */
  calls(): RecordedCall[] {
    const first = Math.max(0, this.#added - recordedMax)
    return Array.from({ length: this.#added - first }, (_, index) => {
      const place = (first + index) % recordedMax
      return {
        endedAt: this.#endedAt[place] ?? 0,
        latencyMs: this.#latencyMs[place] ?? 0,
        // Only outcomes are put in.
        outcome: (this.#outcomes[place] ?? 0) as Outcome,
      }
    })
  }

  /** How long the last `count` calls took, shortest first. Units: milliseconds. */
  latencies(count: number): Float32Array {
    const length = Math.min(count, recordedMax, this.#added)
    const latest = Float32Array.from(
      { length },
      (_, back) => this.#latencyMs[(this.#added - 1 - back) % recordedMax] ?? 0,
    )
    return latest.toSorted()
  }
}

/** The value below which so many per cent of the sorted values lie; zero where there are none. Units: `percent` 0..100. */
export function percentileOf(sorted: Float32Array, percent: number): number {
  if (sorted.length === 0) return 0
  const place = Math.ceil((percent / 100) * sorted.length) - 1
  return sorted[Math.min(Math.max(place, 0), sorted.length - 1)] ?? 0
}
