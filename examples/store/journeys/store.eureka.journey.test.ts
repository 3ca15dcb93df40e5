import { openServer } from '@atoll/servers'
import { runEurekaJourneys } from './eureka/run-eureka-journeys.ts'

/** So that what takes minutes in an estate takes seconds. */
const settings = [
  '--eureka.server.enable-self-preservation=false',
  '--eureka.server.eviction-interval-timer-in-ms=500',
  '--eureka.server.response-cache-update-interval-ms=200',
]

runEurekaJourneys(async () => {
  const server = await openServer('eureka', { settings })
  return { url: `${server.url}/eureka`, [Symbol.asyncDispose]: () => server.stop() }
})
