/** The owner of everything that can be added to a service. */
import { sampleCommand } from './handlers/sample-command.ts'
import { sampleQuery } from './handlers/sample-query.ts'
import { implementation } from './implementation.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  handlers: { sampleCommand, sampleQuery },
})
