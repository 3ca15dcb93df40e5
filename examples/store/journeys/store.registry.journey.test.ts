import { silentLog, systemClock } from '@atoll/pipeline'
import { openRegistry } from '@atoll/registry'
import { runEurekaJourneys } from './eureka/run-eureka-journeys.ts'

runEurekaJourneys(() => openRegistry({ port: 0, log: silentLog, clock: systemClock }))
