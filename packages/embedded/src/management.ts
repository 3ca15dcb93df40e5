/**
 * What an operator asks of one process, at a port of its own that only this machine reaches: is it alive, has it
 * started, may it be sent work, and how is it doing. It listens before anything else starts and closes last.
 */
import type { HealthReport, Life, RunningService } from '@atoll/chassis'
import type { Contract } from '@atoll/contract'
import { type HttpRoute, openListener } from '@atoll/http'
import { type Clock, Fault, type Log } from '@atoll/pipeline'
import type { Metrics } from '@atoll/telemetry'
import { createMicrometerPage } from '@atoll/telemetry-prometheus'
import { actuatorRoutes, type ProcessInfo } from './actuator-routes.ts'
import { deadLetterRoutes, type Kept } from './dead-letter-routes.ts'
import type { OwnFailpoint } from './failpoint.ts'
import { failpointRoutes } from './failpoint-routes.ts'
import { hystrixRoutes } from './hystrix-routes.ts'
import { addResilienceMetrics } from './resilience-metrics.ts'
import { type Protected, resilienceRoutes } from './resilience-routes.ts'

/** The answer for one process: all of its services together. */
export interface ProcessHealth {
  readonly ok: boolean
  readonly services: Readonly<Record<string, HealthReport>>
}

/** A service whose settings can be read again. */
export type Settable = Pick<RunningService, 'name' | 'settings'>

/** What a process can say once everything in it has started. */
export interface Started {
  readonly health: () => Promise<ProcessHealth>
  readonly services: readonly (Kept & Settable)[]
  /** What protects the calls of each service and gateway. */
  readonly breakers: readonly Protected[]
  /** What is served and called here. */
  readonly contracts: readonly Contract[]
}

/** What is asked of a process, as it can answer at the moment. */
export interface Management {
  /** Shape: `http://127.0.0.1:40321`. */
  readonly address: string
  /** Called once everything has started. */
  answer(started: Started): void
}

/** Less than the dashboard of Hystrix waits for a sign of life. Units: milliseconds. */
const heartbeatMs = 5_000

/** Opens the port. Faults: unavailable `cannot_listen`. */
export async function openManagement(parts: {
  /** Shape: the system, the process in it, its instance and version. */
  readonly info: ProcessInfo
  readonly metrics: Metrics
  /** What whoever may change things has to show. Secret. */
  readonly token: string
  /** How a test names places to fall at; null in normal running. */
  readonly arm: OwnFailpoint['arm']
  readonly clock: Clock
  readonly log: Log
  readonly life: Life
}): Promise<Management> {
  const { clock, log, metrics, info } = parts
  let started: Started | null = null
  const { process: application } = info
  let page = createMicrometerPage({ application, metrics, contracts: [], clock })
  const breakers = () => started?.breakers ?? []
  addResilienceMetrics(metrics, breakers)
  const health = async () => (await started?.health()) ?? { ok: false, services: {} }
  const routes: HttpRoute[] = [
    get('/health/live', async () => said({ ok: true })),
    get('/health/startup', async () => said({ ok: started !== null })),
    get('/health/ready', async () => said(await health())),
    get('/metrics', async () => ({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4' },
      body: await metrics.text(),
    })),
    ...actuatorRoutes({
      info,
      health,
      numbers: () => page.text(),
      refresh: () => refreshAll(started?.services ?? []),
      token: parts.token,
    }),
    ...deadLetterRoutes(parts.token, () => started?.services ?? []),
    ...hystrixRoutes(breakers, clock),
    ...resilienceRoutes(parts.token, breakers, clock),
    ...failpointRoutes(parts.token, parts.arm),
  ]
  const listener = await openListener({ port: 0, routes, clock, log, heartbeatMs })
  parts.life.onEnd(() => listener.stop(0))
  return {
    address: listener.address,
    answer(next) {
      started = next
      page = createMicrometerPage({ application, metrics, contracts: next.contracts, clock })
    },
  }
}

/** Every service takes what it can; the first that cannot is told then. Faults: those of `LiveSettings.refresh`. */
async function refreshAll(services: readonly Settable[]): Promise<readonly string[]> {
  const readings = await Promise.allSettled(services.map(({ settings }) => settings.refresh()))
  const failed = readings.find((reading) => reading.status === 'rejected')
  if (failed !== undefined) throw Fault.from(failed.reason)
  const changes = readings.flatMap((reading) =>
    reading.status === 'fulfilled' ? reading.value : [],
  )
  return [...new Set(changes.map(({ property }) => property))].toSorted()
}

function get(path: string, handle: HttpRoute['handle']): HttpRoute {
  return { method: 'GET', path, handle }
}

function said(report: { readonly ok: boolean }) {
  return { status: report.ok ? 200 : 503, body: { json: report } }
}
