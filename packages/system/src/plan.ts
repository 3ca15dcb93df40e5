/** From a system and its decisions to what has to run: which processes, and what stands in each. */
import { Fault } from '@atoll/pipeline'
import type { System } from './system.ts'
import { wholeAnswer } from './whole-answer.ts'

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

/**
 * Derives the plan from the decisions; `topology` runs the same system another way, for a laptop or a test.
 * Faults: invalid `topology_refused` for a monolith in several processes.
 */
export function planOf(whole: System, topology: Topology = decided(whole)): Plan {
  if (topology === 'processes' && isMonolith(whole)) throw refused(whole)
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

/** Where nobody has decided yet, one process is enough. */
function decided(whole: System): Topology {
  const architecture = wholeAnswer(whole.decisions, 'architecture')
  return architecture?.adapter === 'processes' ? 'processes' : 'one-process'
}

function isMonolith({ decisions }: System): boolean {
  return wholeAnswer(decisions, 'architecture')?.pattern === 'monolithic-architecture'
}

function refused({ name }: System): Fault {
  const message = `The ${name} is decided to be one deployable, which is one process: decide the architecture anew to run a process for each service.`
  return new Fault({ kind: 'invalid', code: 'topology_refused', message })
}
