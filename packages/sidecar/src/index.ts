export type { HealthRules, HealthTarget } from './health.ts'
export { openOutgoing, type OutgoingParts } from './outgoing.ts'
export {
  type Registrar,
  type RegistrarParts,
  type SeenChange,
  type ServiceState,
  startRegistrar,
  type WatchedService,
} from './registrar.ts'
export { parseServices, type ServiceEntry, toWatchedService } from './services-file.ts'
