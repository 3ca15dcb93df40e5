/** From a system and its decisions to what has to run: which processes, and what stands in each. */
import type { System } from './system.ts'

/** How the parts of a system are spread. */
export type Topology = 'one-process' | 'one-process-encoded' | 'processes'
/** Every way. */
export const topologies: readonly Topology[] = ['one-process', 'one-process-encoded', 'processes']

/** One process to run. */
export interface PlannedProcess {
  readonly name: string
  readonly services: readonly string[]
  readonly gateways: readonly string[]
}

/** What has to run. */
export interface Plan {
  readonly system: string
  readonly topology: Topology
  /** In start order: services before the gateways that need them. */
  readonly processes: readonly PlannedProcess[]
}

/** Derives the plan from the decisions; `topology` runs the same system another way, for a laptop or a test. */
export function planOf(whole: System, topology: Topology = decided(whole)): Plan {
  const services = whole.services.map((service) => service.name)
  const gateways = whole.gateways.map((each) => each.gateway)
  const processes: PlannedProcess[] =
    topology === 'processes'
      ? [
          ...services.map((name) => ({ name, services: [name], gateways: [] })),
          ...gateways.map((name) => ({ name, services: [], gateways: [name] })),
        ]
      : [{ name: whole.name, services, gateways }]
  return { system: whole.name, topology, processes }
}

function decided(whole: System): Topology {
  return whole.decisions.deployment.adapter === 'processes' ? 'processes' : 'one-process'
}
