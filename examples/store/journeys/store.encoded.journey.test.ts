import { runJourneys } from './run-journeys.ts'

runJourneys({ topology: 'one-process-encoded' })
