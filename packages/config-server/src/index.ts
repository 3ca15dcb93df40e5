export { type ConfigServerSettings, type OpenConfigServer, openConfigServer } from './open.ts'
