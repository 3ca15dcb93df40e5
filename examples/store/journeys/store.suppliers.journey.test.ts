import { runSupplierJourneys } from './suppliers/run-supplier-journeys.ts'

runSupplierJourneys('eureka')
