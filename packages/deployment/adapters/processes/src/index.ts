export { connectToSupervisor, type SupervisorConnection } from './child.ts'
export type { ProcessSpec } from './process-spec.ts'
export {
  createSupervisor,
  graceMsDefault,
  type Supervisor,
  type SupervisorParts,
} from './supervisor.ts'
