import { runSupplierJourneys } from './suppliers/run-supplier-journeys.ts'

runSupplierJourneys('registry')
