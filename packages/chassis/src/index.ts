export { type BorderParts, gatewayIn } from './borders.ts'
export { type Calling, openCalling } from './calling.ts'
export type { Committed, Ground, Handling, Uses, Work } from './ground.ts'
export { createHealth, type Health, type HealthReport, type Stage } from './health.ts'
export type { Identity } from './identity.ts'
export {
  type Handler,
  type Implementation,
  implement,
  type Listener,
  type Prepare,
  type Service,
} from './implement.ts'
export { createLife, type Life } from './life.ts'
export { createLocalCalls, type LocalCalls, type LocalServing } from './local-calls.ts'
export { makeKnown } from './make-known.ts'
export { openBorders, type RunningService, startService } from './start-service.ts'
export type { Calls, Configuration, RunLimits, Surroundings } from './surroundings.ts'
