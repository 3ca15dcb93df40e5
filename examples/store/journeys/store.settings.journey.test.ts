import { runSettingsJourneys } from './settings/run-settings-journeys.ts'

runSettingsJourneys('ours')
