import { runDiscoveryJourneys } from './discovery/run-discovery-journeys.ts'

runDiscoveryJourneys('registry')
