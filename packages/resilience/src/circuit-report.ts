/** How a circuit stands, as values: what management routes, metrics and the event stream are written from. */
import { type CallRecord, percentileOf } from './call-record.ts'
import type { Circuit, CircuitState } from './circuit.ts'
import { outcome } from './outcome.ts'
import type { CircuitThresholds } from './thresholds.ts'

/** One circuit at one moment. */
export interface CircuitReport {
  /** Shape: `catalog.priceOf`. */
  readonly name: string
  readonly state: CircuitState
  /** How often it opened since the start, and why it did last. */
  readonly openings: number
  readonly why: string | null
  readonly underWay: number
  /** What its callee may have under way over all operations. */
  readonly calleeUnderWayMax: number
  /** Calls that were asked a second time since the start. */
  readonly hedges: number
  /** What happened within `thresholds.windowMs`. Units: calls. */
  readonly window: CircuitCounts
  /** Of the last calls. Units: milliseconds. */
  readonly latency: LatencyReport
  readonly thresholds: CircuitThresholds
}

/** Calls by how they ended. */
export interface CircuitCounts {
  /** Those that say something of the callee: the first four. */
  readonly calls: number
  readonly successes: number
  readonly declined: number
  readonly failures: number
  readonly timeouts: number
  readonly slow: number
  readonly shortCircuited: number
  readonly rejected: number
  readonly fellBack: number
  readonly fallbackFailed: number
}

/** The percentiles that are told. */
export const percents = [0, 25, 50, 75, 90, 95, 99, 99.5, 100] as const

/** How long calls took. Units: milliseconds. */
export interface LatencyReport {
  readonly mean: number
  /** One for each of the percents, in their order. */
  readonly percentiles: readonly number[]
}

/** Calls that percentiles are taken of. */
const latenciesMax = 512

/** Looks at one circuit. Units: `now` in milliseconds, monotonic. */
export function reportOf(parts: {
  readonly name: string
  readonly circuit: Circuit
  readonly record: CallRecord
  readonly underWay: number
  readonly calleeUnderWayMax: number
  readonly hedges: number
  readonly now: number
}): CircuitReport {
  const { name, circuit, record, underWay, calleeUnderWayMax, hedges, now } = parts
  const { window, openings, why, limits } = circuit
  window.moveTo(now)
  const latencies = record.latencies(latenciesMax)
  const sum = latencies.reduce((all, each) => all + each, 0)
  return {
    name,
    state: circuit.state(now),
    openings,
    why: openings === 0 ? null : why,
    underWay,
    calleeUnderWayMax,
    hedges,
    window: {
      calls: window.calls,
      successes: window.count(outcome.success),
      declined: window.count(outcome.declined),
      failures: window.count(outcome.failure),
      timeouts: window.count(outcome.timeout),
      slow: window.slowCalls,
      shortCircuited: window.count(outcome.shortCircuited),
      rejected: window.count(outcome.rejected),
      fellBack: window.count(outcome.fellBack),
      fallbackFailed: window.count(outcome.fallbackFailed),
    },
    latency: {
      mean: latencies.length === 0 ? 0 : sum / latencies.length,
      percentiles: percents.map((percent) => percentileOf(latencies, percent)),
    },
    thresholds: limits,
  }
}
