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

/** Adds the numbers. `breakers` answers those of this process now. */
export function addResilienceMetrics(
  { meter }: Metrics,
  breakers: () => readonly Protected[],
): void {
  const gauge = (
    name: string,
    description: string,
    values: (report: CircuitReport) => readonly [number, Readonly<Record<string, string>>][],
  ) => {
    meter.createObservableGauge(`resilience4j.${name}`, { description }).addCallback((observer) => {
      for (const { name: application, breaker } of breakers())
        for (const report of breaker.circuits())
          for (const [value, labels] of values(report))
            observer.observe(value, { application, name: report.name, ...labels })
    })
  }
  gauge('circuitbreaker.state', 'The states of the circuit breaker', (report) =>
    states.map((state) => [stateOf(report) === state ? 1 : 0, { state }]),
  )
  gauge('circuitbreaker.failure.rate', 'The failure rate of the circuit breaker', (report) => [
    [rateOf(report, report.window.failures + report.window.timeouts), {}],
  ])
  gauge('circuitbreaker.slow.call.rate', 'The slow call of the circuit breaker', (report) => [
    [rateOf(report, report.window.slow), {}],
  ])
  gauge(
    'circuitbreaker.buffered.calls',
    'The number of buffered calls stored in the ring buffer',
    ({ window: { successes, declined, failures, timeouts } }) => [
      [successes + declined, { kind: 'successful' }],
      [failures + timeouts, { kind: 'failed' }],
    ],
  )
  gauge(
    'bulkhead.max.allowed.concurrent.calls',
    'The maximum number of available permissions',
    ({ calleeUnderWayMax }) => [[calleeUnderWayMax, {}]],
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
