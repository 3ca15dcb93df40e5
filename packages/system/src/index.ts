export {
  type Answer,
  type DiscoveryAnswer,
  dns,
  type DnsAnswer,
  type DnsPlaces,
  eureka,
  type EurekaAnswer,
  type EurekaPlaces,
  haproxy,
  type HaproxyAnswer,
  type HaproxyRules,
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
  basic,
  bearer,
  type Credential,
  type External,
  type Place,
  registryNameOf,
} from './external.ts'
export {
  contractsOf,
  type Decisions,
  type System,
  type SystemGateway,
  system,
  withDecisions,
} from './system.ts'
