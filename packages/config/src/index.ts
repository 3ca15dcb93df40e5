export type { SettingChange } from './change.ts'
export { describeSettings } from './describe.ts'
export { type Environment, processEnvironment } from './environment.ts'
export { type LiveParts, type LiveSettings, openSettings, type SettingsListener } from './live.ts'
export type { Mistake } from './mistake.ts'
export { mergeLayers } from './merge.ts'
export { definePlainSettings, type PlainDefaults, type PlainSettings } from './plain.ts'
export { splitName } from './property-name.ts'
export { readSettings, type SettingsParts } from './read.ts'
export { type Properties, type Property, propertiesMax, type RemoteSource } from './remote.ts'
export { Secret } from './secret.ts'
export {
  defineSettings,
  environmentOf,
  type Setting,
  type Settings,
  type SettingsOf,
  setting,
} from './settings.ts'
