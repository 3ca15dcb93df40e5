export type { HaproxyRules } from './configuration.ts'
export { type Haproxy, type HaproxySettings, openHaproxy } from './haproxy.ts'
export type { Balanced } from './slots.ts'
