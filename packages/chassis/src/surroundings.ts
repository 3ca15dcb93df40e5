/**
 * What a service finds around it, whatever the environment: one adapter per question of the language. A system's
 * environment opens them; services never see them.
 */
import type { Environment, LiveParts } from '@atoll/config'
import type { Discovery } from '@atoll/discovery'
import type { Messaging } from '@atoll/messaging'
import type { Clock, Deliver, Failpoint, Ids, Random } from '@atoll/pipeline'
import type { ThresholdSettings } from '@atoll/resilience'
import type { Database } from '@atoll/storage'
import type { Telemetry } from '@atoll/telemetry'
import type { Transport } from '@atoll/transport'
import type { Identity } from './identity.ts'
import type { LocalCalls } from './local-calls.ts'

/** How calls reach other services: without leaving the process, or over a protocol to an instance. */
export type Calls =
  | { readonly kind: 'direct'; readonly local: LocalCalls }
  | { readonly kind: 'remote'; readonly transport: Transport; readonly discovery: Discovery }

/** What surrounds the services of one process. */
export interface Surroundings {
  readonly calls: Calls
  /** The ways to services that are not of this system, by the names of their contracts. */
  readonly external: ReadonlyMap<string, Deliver>
  readonly messaging: Messaging
  readonly clock: Clock
  readonly ids: Ids
  readonly random: Random
  readonly failpoint: Failpoint
  /** The name of this process among its like. */
  readonly instance: string
  readonly version: string
  /** Where this process runs; instances of the same zone are called first. */
  readonly zone?: string | null
  /** What a registry is told of every instance here beside where it is called. */
  readonly metadata?: Readonly<Record<string, string>>
  readonly limits: RunLimits
  /** What was set from outside; a service reads of it what it declares as its settings. */
  readonly environment: Environment
  /** Where else the settings of a service are kept; left out where only the environment says what is set. */
  readonly configuration?: (service: string) => Configuration
  /** When circuits open, as set from outside. */
  readonly thresholds?: ThresholdSettings
  openDatabase(service: string): Promise<Database>
  openTelemetry(service: string): Telemetry
  openIdentity(service: string): Promise<Identity>
}

/** A keeper of settings, and what holds while it is away. */
export type Configuration = Pick<LiveParts, 'remote' | 'startsWithout' | 'keepIn' | 'refreshMs'>

/** Times that an environment may set. Units: milliseconds. */
export interface RunLimits {
  /** How long work in flight may take when a service stops. */
  readonly graceMs: number
  /** How long a relay's lane lease lasts. */
  readonly leaseMs: number
  /** Pauses before each further try of a parked message. */
  readonly retryPausesMs: readonly number[]
}
