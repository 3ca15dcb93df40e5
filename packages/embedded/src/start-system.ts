/**
 * Runs a system on this machine with nothing installed. The command line calls it; journeys and tests do too, so that
 * what they prove is what users start.
 */
import { createLife, type Life } from '@atoll/chassis'
import { readSettings } from '@atoll/config'
import type { Gateway } from '@atoll/gateway'
import { createIds, silentLog, systemClock } from '@atoll/pipeline'
import { type Plan, planOf, type System, type Topology } from '@atoll/system'
import { openFoundation } from './foundation.ts'
import { startOneProcess } from './one-process.ts'
import { embeddedSettings } from './settings.ts'

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
}

/** One process of a running system. */
export interface ProcessReport {
  readonly name: string
  readonly pid: number
  readonly state: string
  readonly address: string | null
  readonly restarts: number
}

/** A running system. */
export interface RunningSystem {
  readonly topology: Topology
  /** Of the first gateway. Shape: `http://localhost:8080`. */
  readonly address: string
  processes(): readonly ProcessReport[]
  restart(name: string): Promise<void>
  stop(): Promise<void>
  /** Settles when it ended by itself. */
  readonly ended: Promise<void>
}

/** Starts a system. Faults: one clear sentence for each way to fail; nothing stays open. */
export async function startSystem(options: StartOptions): Promise<RunningSystem> {
  const life = createLife()
  try {
    return await start(options, life)
  } catch (error) {
    await life.end()
    throw error
  }
}

async function start(options: StartOptions, life: Life): Promise<RunningSystem> {
  const { system, tell, directory } = options
  const settings = await readSettings(embeddedSettings, { environment: options.environment })
  const plan = planOf(system, options.topology ?? undefined)
  const clock = systemClock
  const ids = createIds(clock)
  const base = { system, settings, clock, ids, life }
  const foundation = await openFoundation({ ...base, directory, log: silentLog, tell })
  const port = options.port ?? settings.port
  tell('starting services')
  const running = await startOneProcess({ ...base, plan, foundation, port })
  return {
    topology: plan.topology,
    address: addressOf(plan, running.addresses),
    processes: () => [reportHere(plan, running.addresses)],
    restart: async () => {},
    stop: () => life.end(),
    ended: new Promise(() => {}),
  }
}

function addressOf(plan: Plan, addresses: ReadonlyMap<string, string>): string {
  const first = plan.processes.flatMap((planned) => planned.gateways)[0]
  return (addresses.get(first ?? '') ?? '').replace('127.0.0.1', 'localhost')
}

function reportHere(plan: Plan, addresses: ReadonlyMap<string, string>): ProcessReport {
  const name = plan.system
  return {
    name,
    pid: process.pid,
    state: 'ready',
    address: addressOf(plan, addresses),
    restarts: 0,
  }
}
