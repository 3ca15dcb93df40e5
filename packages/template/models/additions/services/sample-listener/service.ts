/** A listener to events of another service. */
import { sampleEvent } from './handlers/sample-event.ts'
import { implementation } from './implementation.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  handlers: {},
  on: [sampleEvent],
})
