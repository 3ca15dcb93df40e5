export {
  type Answer,
  eureka,
  type EurekaAnswer,
  type EurekaPlaces,
  oneProcess,
  postgres,
  processPerService,
  rest,
  supervised,
  type SupervisedAnswer,
} from './answers.ts'
export { type Plan, type PlannedProcess, planOf, type Topology, topologies } from './plan.ts'
export {
  at,
  contractsOf,
  type Decisions,
  type External,
  type System,
  type SystemGateway,
  system,
  withDecisions,
} from './system.ts'
