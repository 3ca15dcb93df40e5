export { type Answer, oneProcess, postgres, processPerService, rest } from './answers.ts'
export { type Plan, type PlannedProcess, planOf, type Topology, topologies } from './plan.ts'
export {
  at,
  contractsOf,
  type Decisions,
  type External,
  type System,
  type SystemGateway,
  system,
} from './system.ts'
