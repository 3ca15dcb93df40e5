/**
 * The numbers of a process as Micrometer names them in a Spring Boot service, so that one Grafana board reads both.
 * Asked by whoever answers a scrape; it counts nothing itself.
 */
import type { Contract } from '@atoll/contract'
import { type Clock, systemClock } from '@atoll/pipeline'
import type { Metrics } from '@atoll/telemetry'
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics'
import { toHttpMetrics } from './http-requests.ts'
import { createProcessReader } from './process-numbers.ts'
import { routesOf } from './routes.ts'

/** What a page is made of. */
export interface MicrometerSettings {
  /** Whose process it is, which Spring's boards choose by: the label `application` of the process's own numbers. */
  readonly application: string
  readonly metrics: Metrics
  /** What is served and called here, for methods and paths; an operation of no contract is named by its name. */
  readonly contracts: readonly Contract[]
  readonly clock?: Clock
}

/** Answers scrapes. */
export interface MicrometerPage {
  /** Shape: Prometheus text format 0.0.4. */
  text(): Promise<string>
}

/** Makes the page. */
export function createMicrometerPage(settings: MicrometerSettings): MicrometerPage {
  const { application, metrics, contracts, clock = systemClock } = settings
  const routes = routesOf(contracts)
  const readProcess = createProcessReader(application, clock)
  const rename = (all: ResourceMetrics): ResourceMetrics => {
    const process = { scope: { name: 'process' }, metrics: readProcess() }
    const scopeMetrics = all.scopeMetrics.map(({ scope, metrics: own }) => ({
      scope,
      metrics: toHttpMetrics(own, routes),
    }))
    return { ...all, scopeMetrics: [...scopeMetrics, process] }
  }
  return { text: () => metrics.text(rename) }
}
