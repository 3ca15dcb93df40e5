/**
 * What one process is given to begin with, and no more: its own databases' secrets, its own keys. Plain data, so that
 * it can be handed to a child process over a channel that nobody else reads.
 */
import type { RunLimits } from '@atoll/chassis'
import { type PrivateJwk, parsePrivateJwk } from '@atoll/identity'
import type { PlannedProcess, System } from '@atoll/system'
import { type Foundation, issuerName } from './foundation.ts'
import type { EmbeddedSettings } from './settings.ts'

/** The beginnings of one process. Holds secrets: never logged, never on a command line. */
export interface Opening {
  readonly system: string
  readonly process: string
  readonly instance: string
  readonly version: string
  readonly databases: Readonly<Record<string, string>>
  readonly messagingUrl: string
  readonly keys: Readonly<Record<string, PrivateJwk>>
  readonly issuer: string
  readonly logDirectory: string
  readonly limits: RunLimits
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  readonly failpoint: string
  /** What whoever may change things at the management port has to show. Secret. */
  readonly managementToken: string
}

/** Cuts out of the foundation what one process may know. */
export function openingOf(parts: {
  readonly system: System
  readonly planned: PlannedProcess
  readonly foundation: Foundation
  readonly settings: EmbeddedSettings
  readonly instance: string
  readonly managementToken: string
}): Opening {
  const { system, planned, foundation, settings, instance, managementToken } = parts
  const own = [...planned.services, ...planned.gateways]
  return {
    system: system.name,
    process: planned.name,
    instance,
    version: '1',
    databases: only(foundation.databases, planned.services, (url) => url),
    messagingUrl: foundation.messagingUrl,
    keys: only(foundation.keys, own, ({ privateKey }) =>
      parsePrivateJwk(privateKey.export({ format: 'jwk' })),
    ),
    issuer: issuerName,
    logDirectory: foundation.layout.logs,
    limits: {
      graceMs: settings.graceMs,
      leaseMs: settings.leaseMs,
      retryPausesMs: settings.retryPausesMs.split(',').map(Number),
    },
    logLevel: settings.logLevel,
    failpoint: settings.failpoint,
    managementToken,
  }
}

function only<T, R>(
  all: ReadonlyMap<string, T>,
  names: readonly string[],
  to: (value: T) => R,
): Record<string, R> {
  const entries = names.flatMap((name) => {
    const value = all.get(name)
    return value === undefined ? [] : [[name, to(value)] as const]
  })
  return Object.fromEntries(entries)
}
