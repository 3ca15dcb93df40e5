/** The services and gateways of one process, started and stopped together. */
import {
  createLife,
  type Life,
  makeKnown,
  type RunningService,
  type Service,
  startService,
  type Surroundings,
} from '@atoll/chassis'
import { type Operation, operationsOf } from '@atoll/contract'
import { type Gateway, type Responding, type RunningGateway, startGateway } from '@atoll/gateway'
import { type Failpoint, Fault } from '@atoll/pipeline'
import { contractsOf, type PlannedProcess, type System } from '@atoll/system'
import type { Management, ProcessHealth } from './management.ts'
import type { Protected } from './resilience-routes.ts'

/** What running needs beside the surroundings. */
export interface RunParts {
  readonly system: System<Gateway>
  readonly planned: PlannedProcess
  readonly around: Surroundings
  /** The failpoint of one service or gateway, in place of that of the whole process; null but in tests. */
  readonly failpointOf: ((part: string) => Failpoint) | null
  readonly host: string
  /** Names by which others reach the gateways; undefined where none is told. */
  readonly hosts: readonly string[] | undefined
  /** Addresses whose traces the gateways continue. */
  readonly tracePeers: readonly string[]
  /** Of the first gateway of the system; further ones take any free port. */
  readonly port: number
  readonly management: Management
  readonly signInOf: (gateway: string) => Responding<{}>['signIn']
}

/** The running parts of one process. */
export interface RunningParts {
  /** Where each gateway and listening service is reached. */
  readonly addresses: ReadonlyMap<string, string>
  /** Where this process is asked how it is. */
  readonly management: string
  stop(): Promise<void>
}

/** Starts what is planned for this process. Faults: those of a part; the others are stopped again. */
export async function runParts(parts: RunParts): Promise<RunningParts> {
  const { system, planned } = parts
  const aroundOf = (part: string): Surroundings => {
    const failpoint = parts.failpointOf?.(part) ?? parts.around.failpoint
    return { ...parts.around, failpoint }
  }
  const life = createLife()
  const addresses = new Map<string, string>()
  const services = system.services.filter(({ name }) => planned.services.includes(name))
  try {
    const running = await startAll(
      services.map((service) => () => startService(service, aroundOf(service.name))),
    )
    life.onEnd(() => stopAll(running))
    for (const { name, address } of running) if (address !== null) addresses.set(name, address)
    const ready = () => readyAll(running)
    const breakers: Protected[] = running.map(({ name, breaker }) => ({
      name,
      breaker,
      calls: services.filter((service) => service.name === name).flatMap(callsOf),
    }))
    for (const gateway of system.gateways) {
      if (!planned.gateways.includes(gateway.gateway)) continue
      const isFirst = gateway === system.gateways[0]
      const started = await startGateway(gateway, aroundOf(gateway.gateway), {
        system: system.name,
        host: parts.host,
        hosts: parts.hosts,
        tracePeers: parts.tracePeers,
        port: isFirst ? parts.port : 0,
        signIn: parts.signInOf(gateway.gateway),
        ready,
      })
      life.onEnd(() => started.stop())
      await makeGatewayKnown(started, parts.around, life)
      addresses.set(started.name, started.address)
      breakers.push({ name: started.name, breaker: started.breaker, calls: gateway.reaches })
    }
    const contracts = contractsOf(system)
    parts.management.answer({ health: ready, services: running, breakers, contracts })
    return { addresses, management: parts.management.address, stop: () => life.end() }
  } catch (error) {
    // The first failure is the one to tell.
    await life.end().catch(() => {})
    throw error
  }
}

function callsOf({ uses }: Service): readonly Operation[] {
  return Object.values(uses).flatMap(operationsOf)
}

/** Services of others find a gateway as they find each other, and whoever watches processes finds it too. */
async function makeGatewayKnown(
  { name, address }: Pick<RunningGateway, 'name' | 'address'>,
  around: Surroundings,
  life: Life,
): Promise<void> {
  const { calls } = around
  if (calls.kind === 'direct') return
  const { hostname, port } = new URL(address)
  // Instances of this environment are on loopback; a gateway bound to one other address is not reached there.
  if (!['127.0.0.1', 'localhost', '0.0.0.0'].includes(hostname)) return
  const reached = { name, address: `http://127.0.0.1:${port}` }
  await makeKnown(calls.discovery, reached, { around, life })
}

/** Starts side by side; if one fails, the started ones are stopped before its fault is told. */
async function startAll(
  starts: readonly (() => Promise<RunningService>)[],
): Promise<RunningService[]> {
  const outcomes = await Promise.allSettled(starts.map((start) => start()))
  const running = outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' ? [outcome.value] : [],
  )
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed === undefined) return running
  await stopAll(running)
  throw Fault.from(failed.reason)
}

async function stopAll(running: readonly RunningService[]): Promise<void> {
  const outcomes = await Promise.allSettled(running.map((service) => service.stop()))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw Fault.from(failed.reason)
}

async function readyAll(running: readonly RunningService[]): Promise<ProcessHealth> {
  const reports = await Promise.all(
    running.map(async ({ name, health }) => [name, await health.ready()] as const),
  )
  return {
    ok: reports.every(([, report]) => report.ok),
    services: Object.fromEntries(reports),
  }
}
