/** Circuits as Hystrix told them, at the path where Spring Boot had them; other words for what `/resilience` says. */
import type { HttpRoute, ServerSentEvent } from '@atoll/http'
import type { Clock } from '@atoll/pipeline'
import { createHystrixStream, type HystrixStream } from '@atoll/resilience'
import type { Protected } from './resilience-routes.ts'

/** Makes the route. `breakers` answers those of this process now. */
export function hystrixRoutes(breakers: () => readonly Protected[], clock: Clock): HttpRoute[] {
  const stream = createHystrixStream({ sources: breakers, clock })
  return [
    {
      method: 'GET',
      path: '/actuator/hystrix.stream',
      handle: async () => ({ status: 200, body: { events: eventsOf(stream.open()) } }),
    },
  ]
}

function eventsOf(reader: ReturnType<HystrixStream['open']>): AsyncIterable<ServerSentEvent> {
  let waiting: readonly string[] = []
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        while (waiting.length === 0) {
          const step = await reader.next()
          if (step.done === true) return { done: true, value: undefined }
          waiting = step.value
        }
        const [data = '', ...rest] = waiting
        waiting = rest
        return { done: false, value: { data } }
      },
      async return() {
        await reader.return?.()
        return { done: true, value: undefined }
      },
    }),
  }
}
