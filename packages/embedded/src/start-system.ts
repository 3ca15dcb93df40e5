/**
 * Runs a system on this machine with nothing installed. The command line calls it; journeys and tests do too, so that
 * what they prove is what users start.
 */
import { createLife, type Life } from '@atoll/chassis'
import { readSettings } from '@atoll/config'
import type { Gateway } from '@atoll/gateway'
import type { SupervisedProcess } from '@atoll/deployment'
import { createIds, type Failpoint, systemClock } from '@atoll/pipeline'
import { createLog } from '@atoll/telemetry'
import { join } from 'node:path'
import { type Plan, planOf, type System, type Topology } from '@atoll/system'
import { checkConfigPlace } from './configuration.ts'
import { credentialSettings } from './external.ts'
import { type Foundation, openFoundation } from './foundation.ts'
import { type Layout, openLayout } from './layout.ts'
import { explainFailure } from './full-disk.ts'
import { openLineFile } from './line-file.ts'
import { startOneProcess } from './one-process.ts'
import { startProcesses } from './processes.ts'
import { parseReady } from './ready.ts'
import { type EmbeddedSettings, embeddedSettings } from './settings.ts'

/** How a system is started. */
export interface StartOptions {
  readonly system: System<Gateway>
  /** Null for what is decided. */
  readonly topology: Topology | null
  /** The absolute path of the state folder, `.atoll`. */
  readonly directory: string
  /** Null for the setting `PORT`. */
  readonly port: number | null
  /** The absolute path of `atoll.ts`, for processes that are started from it. */
  readonly program: { readonly file: string }
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly tell: (progress: string) => void
  /** Ends everything outside this process at once, while it starts and afterwards; the next start goes on. */
  readonly abandoned?: AbortSignal
  /** For tests of one process: called at each place of a service or gateway, in place of the setting; may throw. */
  readonly failpointOf?: (part: string) => Failpoint
}

/** One process of a running system. */
export interface ProcessReport {
  readonly name: string
  readonly pid: number | null
  readonly state: string
  /** Where it is reached; null while it is not. */
  readonly address: string | null
  /** Where it is asked for its health and its numbers; null while it is not ready. */
  readonly management: string | null
  readonly restarts: number
}

/** A running system. */
export interface RunningSystem {
  readonly topology: Topology
  /** Of the first gateway. Shape: `http://localhost:8080`. */
  readonly address: string
  /** The URL of each service's own database, by the service's name, for tools that look at data. Secret. */
  readonly databases: ReadonlyMap<string, string>
  /** The URL of the database through which messages travel. Secret. */
  readonly messagingUrl: string
  /** What the management ports ask for before they change anything. Secret. */
  readonly managementToken: string
  processes(): readonly ProcessReport[]
  /** Stops one process and starts it again. Faults: those of starting it. */
  restart(name: string): Promise<void>
  /** Stops everything, losing nothing. */
  stop(): Promise<void>
  /** Rejects when a process was given up. */
  readonly ended: Promise<void>
}

/** Units: bytes of chance. */
const managementTokenBytes = 32

/** Starts a system. Faults: one clear sentence for each way to fail; nothing stays open. */
export async function startSystem(options: StartOptions): Promise<RunningSystem> {
  const life = createLife()
  try {
    return await start(options, life)
  } catch (error) {
    // The first failure is the one to tell.
    await life.end().catch(() => {})
    throw await explainFailure(error, options.directory)
  }
}

async function start(options: StartOptions, life: Life): Promise<RunningSystem> {
  const { system, tell } = options
  const { environment } = options
  const settings = await readSettings(embeddedSettings, { environment })
  // Each process reads its own; what is missing is told before anything is opened.
  await readSettings(credentialSettings(Object.values(system.external)), { environment })
  await checkConfigPlace({ system, settings })
  const plan = planOf(system, options.topology ?? undefined)
  const clock = systemClock
  const ids = createIds(clock)
  const layout = await openLayout(options.directory)
  const log = await openOwnLog(layout, settings, life)
  const abandoned = options.abandoned ?? new AbortController().signal
  const base = { system, settings, clock, ids, life, log, plan, abandoned }
  const foundation = await openFoundation({ ...base, layout, tell })
  const port = options.port ?? settings.port
  tell(
    plan.processes.length === 1
      ? 'starting services'
      : `starting ${plan.processes.length} processes`,
  )
  const managementToken = ids.hex(managementTokenBytes)
  const parts = { ...base, foundation, port, environment, managementToken }
  return plan.topology === 'processes' ? runProcesses(parts, options) : runHere(parts, options)
}

type Parts = Omit<Parameters<typeof startOneProcess>[0], 'failpointOf'> &
  Omit<Parameters<typeof startProcesses>[0], 'file'> & {
    readonly foundation: Foundation
  }

async function runHere(
  parts: Parts,
  options: Pick<StartOptions, 'failpointOf'>,
): Promise<RunningSystem> {
  const { plan, life, foundation } = parts
  const failpointOf = options.failpointOf ?? null
  const { addresses, management } = await startOneProcess({ ...parts, failpointOf })
  const address = addressOf(plan, Object.fromEntries(addresses))
  const { pid } = process
  const own = { name: plan.system, pid, state: 'ready', address, management, restarts: 0 }
  return {
    topology: plan.topology,
    address,
    databases: foundation.databases,
    messagingUrl: foundation.messagingUrl,
    managementToken: parts.managementToken,
    processes: () => [own],
    restart: () => Promise.reject(new TypeError('one process holds everything: stop and start it')),
    stop: () => life.end(),
    ended: new Promise(() => {}),
  }
}

async function runProcesses(parts: Parts, options: StartOptions): Promise<RunningSystem> {
  const { plan, life, foundation } = parts
  const { program } = options
  const supervisor = await startProcesses({ ...parts, file: program.file })
  const addresses = Object.fromEntries(
    supervisor.states().flatMap(({ ready }) => Object.entries(parseReady(ready).addresses)),
  )
  const ended = new Promise<void>((_, reject) => {
    supervisor.onChange(({ state, problem }) => {
      if (state === 'failed') reject(new Error(problem ?? 'a process was given up'))
    })
  })
  // Whoever does not ask must not be ended by it.
  ended.catch(() => {})
  return {
    topology: plan.topology,
    address: addressOf(plan, addresses),
    databases: foundation.databases,
    messagingUrl: foundation.messagingUrl,
    managementToken: parts.managementToken,
    processes: () => supervisor.states().map(toReport),
    restart: async (name) => void (await supervisor.restart(name)),
    stop: () => life.end(),
    ended,
  }
}

/** What the supervisor itself has to say. */
async function openOwnLog(layout: Layout, settings: EmbeddedSettings, life: Life) {
  const lines = await openLineFile(join(layout.logs, 'atoll.ndjson'))
  life.onEnd(() => lines.close())
  const level = settings.logLevel
  return createLog({ service: 'atoll', instance: 'atoll', version: '1', level, destination: lines })
}

function toReport({ name, pid, state, restarts, ready }: SupervisedProcess): ProcessReport {
  const { addresses, management } = parseReady(ready)
  return { name, pid, state, restarts, management, address: addresses[name] ?? null }
}

function addressOf(plan: Plan, addresses: Readonly<Record<string, string>>): string {
  const first = plan.processes.flatMap((planned) => planned.gateways)[0]
  return (addresses[first ?? ''] ?? '').replace('127.0.0.1', 'localhost')
}
