/**
 * The state of circuits as Hystrix tells it, for dashboards and Turbine servers made for it: one event for each circuit
 * and one for the calls under way to each callee, every half second. It reads reports and changes nothing.
 * Source Netflix Hystrix, metrics event stream (SerialHystrixDashboardData) and the dashboard's hystrixCommand.js
 */
import type { Breaker } from './breaker.ts'
import { type CircuitReport, percents } from './circuit-report.ts'
import { calleeOf } from './thresholds.ts'

/** A breaker, and the name of who calls through it. */
export interface HystrixSource {
  readonly name: string
  readonly breaker: Breaker
}

/** How often all circuits are told. Units: milliseconds. */
export const hystrixIntervalMs = 500

/** Everything as of now. Shape: a JSON text for each event. Units: `now` in milliseconds since 1970. */
export function hystrixEvents(sources: readonly HystrixSource[], now: number): string[] {
  return sources.flatMap(({ name, breaker }) => {
    const reports = breaker.circuits()
    const callees = Map.groupBy(reports, (report) => calleeOf(report.name))
    return [
      ...reports.map((report) => toCommand(report, { name, now })),
      ...[...callees].map(([callee, own]) => toThreadPool(callee, own, { name, now })),
    ].map((event) => JSON.stringify(event))
  })
}

interface Told {
  readonly name: string
  readonly now: number
}

function toCommand(report: CircuitReport, { name, now }: Told): object {
  const { window, latency, thresholds, underWay, state } = report
  const mistakes = window.failures + window.timeouts + window.shortCircuited + window.rejected
  // The caller's own mistakes are Hystrix's bad requests, which it counts neither as requests nor as errors.
  const requests = window.successes + mistakes
  const latencies = toPercentiles(latency.percentiles)
  return {
    type: 'HystrixCommand',
    name: report.name,
    group: calleeOf(report.name),
    threadPool: calleeOf(report.name),
    caller: name,
    currentTime: now,
    isCircuitBreakerOpen: state !== 'closed',
    errorPercentage: requests === 0 ? 0 : Math.floor((mistakes * 100) / requests),
    errorCount: mistakes,
    requestCount: requests,
    ...rollingCounts(report),
    currentConcurrentExecutionCount: underWay,
    rollingMaxConcurrentExecutionCount: underWay,
    latencyExecute_mean: Math.round(latency.mean),
    latencyExecute: latencies,
    latencyTotal_mean: Math.round(latency.mean),
    latencyTotal: latencies,
    ...commandProperties(thresholds),
    reportingHosts: 1,
  }
}

function rollingCounts({ window }: CircuitReport): object {
  return {
    rollingCountBadRequests: window.declined,
    rollingCountCollapsedRequests: 0,
    rollingCountEmit: 0,
    rollingCountExceptionsThrown: Math.max(
      0,
      window.failures + window.timeouts + window.shortCircuited + window.rejected - window.fellBack,
    ),
    rollingCountFailure: window.failures,
    rollingCountFallbackEmit: 0,
    rollingCountFallbackFailure: window.fallbackFailed,
    rollingCountFallbackMissing: 0,
    rollingCountFallbackRejection: 0,
    rollingCountFallbackSuccess: window.fellBack,
    rollingCountResponsesFromCache: 0,
    rollingCountSemaphoreRejected: window.rejected,
    rollingCountShortCircuited: window.shortCircuited,
    rollingCountSuccess: window.successes,
    rollingCountThreadPoolRejected: 0,
    rollingCountTimeout: window.timeouts,
  }
}

/** Ours in Hystrix's words; what it has and we have not is said to be off. */
function commandProperties(thresholds: CircuitReport['thresholds']): object {
  return {
    propertyValue_circuitBreakerRequestVolumeThreshold: thresholds.callsMin,
    propertyValue_circuitBreakerSleepWindowInMilliseconds: thresholds.openMs,
    propertyValue_circuitBreakerErrorThresholdPercentage: thresholds.failurePercent ?? 100,
    propertyValue_circuitBreakerForceOpen: thresholds.forced === 'open',
    propertyValue_circuitBreakerForceClosed: thresholds.forced === 'closed',
    propertyValue_circuitBreakerEnabled: true,
    propertyValue_executionIsolationStrategy: 'SEMAPHORE',
    propertyValue_executionIsolationThreadTimeoutInMilliseconds: 0,
    propertyValue_executionTimeoutInMilliseconds: 0,
    propertyValue_executionIsolationThreadInterruptOnTimeout: true,
    propertyValue_executionIsolationThreadPoolKeyOverride: null,
    propertyValue_executionIsolationSemaphoreMaxConcurrentRequests: thresholds.underWayMax,
    propertyValue_fallbackIsolationSemaphoreMaxConcurrentRequests: thresholds.underWayMax,
    propertyValue_metricsRollingStatisticalWindowInMilliseconds: thresholds.windowMs,
    propertyValue_requestCacheEnabled: false,
    propertyValue_requestLogEnabled: false,
  }
}

function toPercentiles(values: readonly number[]): Record<string, number> {
  return Object.fromEntries(
    percents.map((percent, index) => [String(percent), Math.round(values[index] ?? 0)]),
  )
}

/** What is under way to one callee; we queue nothing. */
function toThreadPool(
  callee: string,
  reports: readonly CircuitReport[],
  { name, now }: Told,
): object {
  const sum = (of: (report: CircuitReport) => number) =>
    reports.reduce((all, report) => all + of(report), 0)
  const underWay = sum((report) => report.underWay)
  const underWayMax = reports[0]?.calleeUnderWayMax ?? 0
  return {
    type: 'HystrixThreadPool',
    name: callee,
    caller: name,
    currentTime: now,
    currentActiveCount: underWay,
    currentCompletedTaskCount: sum((report) => report.window.calls),
    currentCorePoolSize: underWayMax,
    currentLargestPoolSize: underWayMax,
    currentMaximumPoolSize: underWayMax,
    currentPoolSize: underWayMax,
    currentQueueSize: 0,
    currentTaskCount: sum((report) => report.window.calls) + underWay,
    rollingCountThreadsExecuted: sum((report) => report.window.calls),
    rollingMaxActiveThreads: underWay,
    rollingCountCommandRejections: sum((report) => report.window.rejected),
    propertyValue_queueSizeRejectionThreshold: 0,
    propertyValue_metricsRollingStatisticalWindowInMilliseconds:
      reports[0]?.thresholds.windowMs ?? 0,
    reportingHosts: 1,
  }
}
