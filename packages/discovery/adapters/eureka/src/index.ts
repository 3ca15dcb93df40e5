export { type Eureka, type EurekaSettings, openEureka } from './eureka.ts'
export type { EurekaStatus } from './instance-info.ts'
export { type EurekaMember, joinEureka, type JoinSettings } from './join.ts'
export type { EurekaRegistration } from './lease.ts'
