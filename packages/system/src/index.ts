export {
  type AdapterOf,
  type AdapterSettings,
  adapters,
  adaptersOf,
  broughtBy,
  isPatternId,
} from './adapters.ts'
export {
  type ConfigPlaces,
  dns,
  type DnsPlaces,
  environment,
  eureka,
  type EurekaPlaces,
  haproxy,
  type HaproxyRules,
  microservices,
  monolith,
  postgres,
  rest,
  springConfig,
  supervised,
} from './answers.ts'
export type { Answer, AnswerFor, Decisions, PutOff, Why } from './decisions.ts'
export {
  at,
  basic,
  bearer,
  type Credential,
  type External,
  type Place,
  registryNameOf,
} from './external.ts'
export { parseDecisions, type ParsedDecisions } from './parse-decisions.ts'
export { type Plan, type PlannedProcess, planOf, type Topology, topologies } from './plan.ts'
export {
  isAreaId,
  isPutOff,
  type Path,
  pathOf,
  type RecordedDecision,
  recordsOf,
  withRecord,
} from './records.ts'
export { contractsOf, type System, type SystemGateway, system, withDecisions } from './system.ts'
export { walkOf } from './walk-of.ts'
export { wholeAnswer } from './whole-answer.ts'
