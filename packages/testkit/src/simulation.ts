export { faultKinds, type FaultKind, type PlannedFault } from './simulation/faults.ts'
export {
  describeFault,
  planOf,
  shrink,
  simulate,
  type SimulationOptions,
} from './simulation/simulate.ts'
export { type Weakening, weakenings } from './simulation/weaken.ts'
export type { Outcome } from './simulation/world.ts'
