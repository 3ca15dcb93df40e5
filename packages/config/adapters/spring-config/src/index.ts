export { openSpringConfig, type SpringConfigSettings } from './spring-config.ts'
export { openSpringSettings, type SpringSettingsParts } from './spring-settings.ts'
