/**
 * What one process is given to begin with, and no more: its own databases' secrets, its own keys. Plain data, so that
 * it can be handed to a child process over a channel that nobody else reads.
 */
import type { RunLimits } from '@atoll/chassis'
import { type Environment, environmentOf } from '@atoll/config'
import { type PrivateJwk, parsePrivateJwk } from '@atoll/identity'
import type { B3Form } from '@atoll/pipeline'
import { readThresholds, type ThresholdSettings } from '@atoll/resilience'
import type { PlannedProcess, System } from '@atoll/system'
import { configPlaceOf, type ConfigPlace } from './configuration.ts'
import { credentialSettings, externalOf } from './external.ts'
import { type Foundation, issuerName } from './foundation.ts'
import type { EmbeddedSettings } from './settings.ts'

/** The beginnings of one process. Holds secrets: never logged, never on a command line. */
export interface Opening {
  readonly system: string
  readonly process: string
  readonly instance: string
  readonly version: string
  /** Where it runs; null where nobody says. */
  readonly zone: string | null
  readonly databases: Readonly<Record<string, string>>
  readonly messagingUrl: string
  readonly keys: Readonly<Record<string, PrivateJwk>>
  readonly issuer: string
  /** How long the issuer's published keys count as fresh. Units: milliseconds. */
  readonly keysFreshMs: number
  readonly logDirectory: string
  readonly limits: RunLimits
  /** What its services declare as their settings, of what was set from outside. */
  readonly environment: Environment
  /** Who else keeps them; null for nobody. */
  readonly configuration: ConfigPlace | null
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  /** Where spans go beside the process's own file; empty for nowhere. */
  readonly zipkinUrl: string
  readonly otlpUrl: string
  /** Whether calls to other processes carry their trace as B3 too. */
  readonly b3: B3Form
  /** When circuits open. */
  readonly thresholds: ThresholdSettings
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
  readonly environment: Environment
  readonly instance: string
  readonly managementToken: string
}): Opening {
  const { system, planned, foundation, settings, environment, instance } = parts
  const own = [...planned.services, ...planned.gateways]
  return {
    system: system.name,
    process: planned.name,
    instance,
    version: '1',
    zone: settings.zone === '' ? null : settings.zone,
    databases: only(foundation.databases, planned.services, (url) => url),
    messagingUrl: foundation.messagingUrl,
    keys: only(foundation.keys, own, ({ privateKey }) =>
      parsePrivateJwk(privateKey.export({ format: 'jwk' })),
    ),
    issuer: issuerName,
    keysFreshMs: settings.keysFreshMs,
    logDirectory: foundation.layout.logs,
    limits: {
      graceMs: settings.graceMs,
      leaseMs: settings.leaseMs,
      retryPausesMs: settings.retryPausesMs.split(',').map(Number),
    },
    environment: declared(system, planned, environment),
    configuration: configPlaceOf(parts),
    logLevel: settings.logLevel,
    zipkinUrl: settings.zipkinUrl,
    otlpUrl: settings.otlpUrl,
    b3: settings.b3,
    thresholds: readThresholds(settings.thresholds),
    failpoint: settings.failpoint,
    managementToken: parts.managementToken,
  }
}

/** A process hears only what its own services ask for, and what those outside are shown whom it calls. */
function declared(system: System, planned: PlannedProcess, environment: Environment) {
  const own = system.services.filter(({ name }) => planned.services.includes(name))
  const shown = credentialSettings(externalOf(system, planned))
  return Object.fromEntries(
    [...own.map(({ settings }) => settings), shown].flatMap((settings) =>
      Object.entries(environmentOf(settings, environment)),
    ),
  )
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
