export { openSpringConfig, type SpringConfigSettings } from './spring-config.ts'
