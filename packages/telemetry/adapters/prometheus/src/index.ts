export { createMicrometerPage, type MicrometerPage, type MicrometerSettings } from './page.ts'
