export { loadSystem } from './load-system.ts'
export { runProcess } from './run-process.ts'
export { embeddedSettings } from './settings.ts'
export {
  type ProcessReport,
  type RunningSystem,
  type StartOptions,
  startSystem,
} from './start-system.ts'
