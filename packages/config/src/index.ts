export { describeSettings } from './describe.ts'
export { type Environment, processEnvironment } from './environment.ts'
export type { Mistake } from './mistake.ts'
export { readSettings, type SettingsParts } from './read.ts'
export { Secret } from './secret.ts'
export {
  defineSettings,
  environmentOf,
  type Setting,
  type Settings,
  type SettingsOf,
  setting,
} from './settings.ts'
