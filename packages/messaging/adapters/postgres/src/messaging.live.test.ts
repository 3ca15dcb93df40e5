import { createIds, silentLog, systemClock } from '@atoll/pipeline'
import {
  createPausableClock,
  type Instance,
  messagingConformance,
} from '@atoll/messaging/conformance'
import { openTestDatabase } from '@atoll/postgres/testing'
import { openPostgresMessaging } from './messaging.ts'

messagingConformance({
  name: 'postgres',
  leaseMsShort: 600,
  async open({ leaseMs }) {
    const database = await openTestDatabase()
    const instances: Instance[] = []
    return {
      async connect() {
        const clock = createPausableClock(systemClock)
        const ids = createIds(clock)
        const settings = { url: database.url, clock, ids, log: silentLog, leaseMs }
        const messaging = await openPostgresMessaging(settings)
        instances.push({ ...clock, messaging })
        return { ...clock, messaging }
      },
      async [Symbol.asyncDispose]() {
        await Promise.all(instances.map(({ messaging }) => messaging[Symbol.asyncDispose]()))
        await database[Symbol.asyncDispose]()
      },
    }
  },
})
