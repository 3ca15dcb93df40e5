import { runJourneys } from './run-journeys.ts'

runJourneys('one-process-encoded')
