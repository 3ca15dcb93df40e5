/**
 * Looks once whether a process is well: over HTTP, or whether it takes a connection at all. The registrar looks again and
 * again and counts; this file decides nothing.
 */
import { connect } from 'node:net'
import type { HttpPool } from '@atoll/http/client'
import { type Clock, Fault } from '@atoll/pipeline'

/** Where a process is asked how it is. */
export type HealthTarget =
  /** Well while it answers with 2xx. Shape: `http://127.0.0.1:5000`, `/health`. */
  | { readonly kind: 'http'; readonly origin: string; readonly path: string }
  /** Well while it takes connections. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }

/** How often it is looked at, and what follows. */
export interface HealthRules {
  /** Between two looks. Units: milliseconds. */
  readonly intervalMs: number
  /** How long a look may take. Units: milliseconds. */
  readonly timeoutMs: number
  /** Good looks in a row until it is well. */
  readonly healthy: number
  /** Bad looks in a row until it is not. */
  readonly unhealthy: number
}

/** A process that dies is noticed within three seconds. */
export const healthRulesDefault: HealthRules = {
  intervalMs: 1_000,
  timeoutMs: 1_000,
  healthy: 2,
  unhealthy: 2,
}

/** What looking needs. */
export interface LookParts {
  readonly pool: HttpPool
  readonly clock: Clock
  /** Units: milliseconds. */
  readonly timeoutMs: number
}

/** Resolves where it is well. Faults: a Fault whose message says what was wrong with it. */
export async function look(target: HealthTarget, parts: LookParts): Promise<void> {
  if (target.kind === 'tcp') return touch(target, parts)
  const { pool, timeoutMs } = parts
  const call = { method: 'GET', path: target.path, body: null } as const
  const { status } = await pool.request(target.origin, call, { timeoutMs })
  if (status < 200 || status > 299) throw unwell(`it answers ${target.path} with ${status}`)
}

function touch(
  { host, port }: Extract<HealthTarget, { readonly kind: 'tcp' }>,
  { clock, timeoutMs }: LookParts,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    const end = (settle: () => void) => {
      timer.cancel()
      socket.destroy()
      settle()
    }
    const timer = clock.timer(timeoutMs, () => end(() => reject(unwell('it takes no connection'))))
    socket.once('connect', () => end(resolve))
    socket.once('error', ({ message }) => end(() => reject(unwell(message))))
  })
}

function unwell(message: string): Fault {
  return new Fault({ kind: 'unavailable', code: 'unwell', message })
}
