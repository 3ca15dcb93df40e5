export { type OpenRegistry, openRegistry, type RegistrySettings } from './open.ts'
export { type Preservation, preservationDefault } from './preservation.ts'
