/**
 * Circuits as numbers, under the names of resilience4j with Micrometer, so that the boards made for Spring services show
 * ours. Read from the circuits at each scrape; nothing is counted twice.
 * Source resilience4j-micrometer, TaggedCircuitBreakerMetrics and TaggedBulkheadMetrics
 */
import type { CircuitReport } from '@atoll/resilience'
import type { Metrics } from '@atoll/telemetry'
import type { Protected } from './resilience-routes.ts'

/** Every state that resilience4j knows; the last one is ours only where an operator holds a circuit closed. */
const states = ['closed', 'open', 'half_open', 'forced_open', 'disabled'] as const

interface Gauge {
  readonly name: string
  readonly description: string
  /** The values of one circuit, each with its own labels. */
  values(report: CircuitReport): readonly (readonly [number, Readonly<Record<string, string>>])[]
}

const told: readonly Gauge[] = [
  {
    name: 'circuitbreaker.state',
    description: 'The states of the circuit breaker',
    values: (report) => states.map((state) => [stateOf(report) === state ? 1 : 0, { state }]),
  },
  {
    name: 'circuitbreaker.failure.rate',
    description: 'The failure rate of the circuit breaker',
    values: (report) => [[rateOf(report, report.window.failures + report.window.timeouts), {}]],
  },
  {
    name: 'circuitbreaker.slow.call.rate',
    description: 'The slow call of the circuit breaker',
    values: (report) => [[rateOf(report, report.window.slow), {}]],
  },
  {
    name: 'circuitbreaker.buffered.calls',
    description: 'The number of buffered calls stored in the ring buffer',
    values: ({ window: { successes, declined, failures, timeouts } }) => [
      [successes + declined, { kind: 'successful' }],
      [failures + timeouts, { kind: 'failed' }],
    ],
  },
  {
    name: 'bulkhead.max.allowed.concurrent.calls',
    description: 'The maximum number of available permissions',
    values: ({ calleeUnderWayMax }) => [[calleeUnderWayMax, {}]],
  },
]

/** Adds the numbers. `breakers` answers those of this process now. */
export function addResilienceMetrics(
  { meter }: Metrics,
  breakers: () => readonly Protected[],
): void {
  const gauges = told.map(({ name, description, values }) => ({
    gauge: meter.createObservableGauge(`resilience4j.${name}`, { description }),
    values,
  }))
  // One look for all gauges: a report sorts the latest latencies of its circuit.
  meter.addBatchObservableCallback(
    (observer) => {
      const circuits = breakers().flatMap(({ name: application, breaker }) =>
        breaker.circuits().map((report) => ({ application, report })),
      )
      for (const { application, report } of circuits)
        for (const { gauge, values } of gauges)
          for (const [value, labels] of values(report))
            observer.observe(gauge, value, { application, name: report.name, ...labels })
    },
    gauges.map(({ gauge }) => gauge),
  )
}

function stateOf({ state, thresholds }: CircuitReport): (typeof states)[number] {
  if (thresholds.forced !== null) return thresholds.forced === 'open' ? 'forced_open' : 'disabled'
  return state
}

/** Below the least number of calls there is no rate, which is said as -1. Units: per cent. */
function rateOf({ window, thresholds }: CircuitReport, calls: number): number {
  return window.calls < thresholds.callsMin ? -1 : (calls * 100) / window.calls
}
