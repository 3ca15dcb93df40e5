/**
 * What an operator asks of one process, at a port of its own that only this machine reaches: is it alive, has it
 * started, may it be sent work, and how is it doing. It listens before anything else starts and closes last.
 */
import type { Life } from '@atoll/chassis'
import { type HttpRoute, openListener } from '@atoll/http'
import type { Clock, Log } from '@atoll/pipeline'
import type { Metrics } from '@atoll/telemetry'
import { deadLetterRoutes, type Kept } from './dead-letter-routes.ts'
import type { OwnFailpoint } from './failpoint.ts'
import { failpointRoutes } from './failpoint-routes.ts'

/** The answer for one process: all of its services together. */
export interface ProcessHealth {
  readonly ok: boolean
  readonly services: Readonly<Record<string, unknown>>
}

/** What is asked of a process, as it can answer at the moment. */
export interface Management {
  /** Shape: `http://127.0.0.1:40321`. */
  readonly address: string
  /** Set once everything has started: what it can now say. */
  answer(health: () => Promise<ProcessHealth>, services: readonly Kept[]): void
}

/** Opens the port. Faults: unavailable `cannot_listen`. */
export async function openManagement(parts: {
  readonly metrics: Metrics
  /** What whoever may change things has to show. Secret. */
  readonly token: string
  /** How a test names places to fall at; null in normal running. */
  readonly arm: OwnFailpoint['arm']
  readonly clock: Clock
  readonly log: Log
  readonly life: Life
}): Promise<Management> {
  let health: (() => Promise<ProcessHealth>) | null = null
  let kept: readonly Kept[] = []
  const ready = async () => said((await health?.()) ?? { ok: false, services: {} })
  const routes: HttpRoute[] = [
    get('/health/live', async () => said({ ok: true })),
    get('/health/startup', async () => said({ ok: health !== null })),
    get('/health/ready', ready),
    get('/metrics', async () => ({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4' },
      body: await parts.metrics.text(),
    })),
    ...deadLetterRoutes(parts.token, () => kept),
    ...failpointRoutes(parts.token, parts.arm),
  ]
  const { clock, log } = parts
  const listener = await openListener({ port: 0, routes, clock, log })
  parts.life.onEnd(() => listener.stop(0))
  return {
    address: listener.address,
    answer(next, services) {
      health = next
      kept = services
    },
  }
}

function get(path: string, handle: HttpRoute['handle']): HttpRoute {
  return { method: 'GET', path, handle }
}

function said(report: { readonly ok: boolean }) {
  return { status: report.ok ? 200 : 503, body: { json: report } }
}
