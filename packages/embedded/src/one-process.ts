/** A whole system in this process: calls stay inside, or cross the memory transport as bytes. */
import { type Calls, createLocalCalls, type Life } from '@atoll/chassis'
import type { Discovery } from '@atoll/discovery'
import { openEureka } from '@atoll/discovery-eureka'
import { createMemoryRegistry } from '@atoll/discovery/memory'
import { createLocalKeys } from '@atoll/identity'
import { createLocalTokenSource } from '@atoll/issuer'
import type { Clock, Ids, Log } from '@atoll/pipeline'
import type { Plan, System } from '@atoll/system'
import type { Gateway } from '@atoll/gateway'
import { createMemoryTransport } from '@atoll/transport/memory'
import { externalOf } from './external.ts'
import type { Foundation } from './foundation.ts'
import { openingOf } from './opening.ts'
import { eurekaOf } from './registry-place.ts'
import { type RunParts, runParts, type RunningParts } from './run-parts.ts'
import { type EmbeddedSettings, publicHostsOf, tracePeersOf } from './settings.ts'
import { signInBy } from './sign-in.ts'
import { openSurroundings } from './surroundings.ts'

/** What one process needs. */
export interface OneProcessParts {
  readonly system: System<Gateway>
  readonly plan: Plan
  readonly foundation: Foundation
  readonly settings: EmbeddedSettings
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly port: number
  readonly managementToken: string
  readonly clock: Clock
  readonly ids: Ids
  readonly life: Life
  /** Null but in tests. */
  readonly failpointOf: RunParts['failpointOf']
}

/** Starts all services and gateways here. */
export async function startOneProcess(parts: OneProcessParts): Promise<RunningParts> {
  const { system, plan, foundation, settings, clock, ids, life } = parts
  const [planned] = plan.processes
  if (planned === undefined) throw new TypeError('a plan has at least one process')
  const opening = openingOf({ ...parts, planned, instance: ids.hex(4) })
  const tokensOf = (name: string) => createLocalTokenSource(foundation.issuer, name)
  const { around, management } = await openSurroundings({
    opening,
    calls: () => openCalls(parts),
    external: externalOf(system, planned),
    registry: (_calls, log) => openRegistry(parts, log),
    tokensOf,
    issuerKeys: createLocalKeys(() => foundation.issuer.keys()),
    serviceKeys: createLocalKeys(() => foundation.issuer.clientKeys()),
    gateways: new Set(system.gateways.map((each) => each.gateway)),
    clock,
    life,
  })
  const running = await runParts({
    system,
    planned,
    around,
    failpointOf: parts.failpointOf,
    management,
    host: settings.host,
    hosts: publicHostsOf(settings),
    tracePeers: tracePeersOf(settings),
    port: parts.port,
    signInOf: (gateway) => signInBy(tokensOf(gateway), clock),
  })
  life.onEnd(() => running.stop())
  return running
}

/** Nobody here is registered: this process only looks others up. */
function openRegistry(parts: OneProcessParts, log: Log): Discovery {
  const eureka = eurekaOf(parts)
  if (eureka === null)
    throw new TypeError('a service outside stands in a registry, and none is decided')
  const discovery = openEureka({ ...eureka, clock: parts.clock, log })
  parts.life.onEnd(() => discovery[Symbol.asyncDispose]())
  return discovery
}

function openCalls({ plan, clock, ids, life }: OneProcessParts): Calls {
  if (plan.topology === 'one-process') return { kind: 'direct', local: createLocalCalls(clock) }
  const discovery = createMemoryRegistry({ clock }).connect()
  life.onEnd(() => discovery[Symbol.asyncDispose]())
  return { kind: 'remote', transport: createMemoryTransport({ clock, ids }), discovery }
}
