/** What is known of a replay while it runs: what was sent, how it was answered and how it ended. Only counts. */
import type { Answer, Standing } from './shopper.ts'

/** An order that the store took. */
export interface Taken {
  readonly email: string
  readonly orderId: string
}

/** Everything that is known so far. Units: milliseconds */
export interface Ledger {
  readonly planned: number
  sent: number
  answered: number
  readonly taken: Taken[]
  /** From the planned time to the answer. */
  readonly latenciesMs: number[]
  /** How late the sender itself was; more than a few is a fault of this program or its machine. */
  lagMsMax: number
  /** How often each answer other than a yes was given. */
  readonly refusals: Map<string, number>
  /** Of the orders that have ended. */
  readonly ends: Map<string, Standing>
}

/** Begins to count. */
export function createLedger(planned: number): Ledger {
  return {
    planned,
    sent: 0,
    answered: 0,
    taken: [],
    latenciesMs: [],
    lagMsMax: 0,
    refusals: new Map(),
    ends: new Map(),
  }
}

/** Counts an answer; only accepted orders tell how fast the store is. */
export function bookAnswer(
  ledger: Ledger,
  email: string,
  { answer, latencyMs }: { readonly answer: Answer; readonly latencyMs: number },
): void {
  ledger.answered += 1
  if (answer.kind === 'accepted') {
    ledger.taken.push({ email, orderId: answer.orderId })
    ledger.latenciesMs.push(latencyMs)
    return
  }
  const why = `${answer.kind}: ${answer.why}`
  ledger.refusals.set(why, (ledger.refusals.get(why) ?? 0) + 1)
}

/**
 * The value below which a part of all values lie; NaN for none. Exact: every value is kept.
 *  Units    part: 0..1
 *  Source   nearest rank, ISO 3534-1
 */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}

/** One line for whoever waits. */
export function toProgress(ledger: Ledger): string {
  const { planned, sent, answered, taken, lagMsMax, latenciesMs, ends } = ledger
  const p99 = percentile(
    latenciesMs.toSorted((a, b) => a - b),
    0.99,
  )
  const parts = [
    `sent ${sent}/${planned}`,
    `accepted ${taken.length}`,
    `refused ${answered - taken.length}`,
    `in flight ${sent - answered}`,
    `lag ${lagMsMax.toFixed(0)} ms`,
    `p99 ${Number.isNaN(p99) ? '-' : p99.toFixed(0)} ms`,
    `ended ${ends.size}`,
  ]
  return parts.join(' · ')
}
