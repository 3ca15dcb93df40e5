/** A database and what opens it, for the tests of this adapter only. */
import { createIds, type Log, silentLog, systemClock } from '@atoll/pipeline'
import type { Messaging } from '@atoll/messaging'
import { openPool } from '@atoll/postgres'
import { openTestDatabase } from '@atoll/postgres/testing'
import { openPostgresMessaging, type PostgresMessagingSettings } from './messaging.ts'

const ids = createIds(systemClock)

/** One message database; disposing it closes what was opened on it. */
export async function openWorld() {
  const database = await openTestDatabase()
  const opened: AsyncDisposable[] = []
  const keep = <T extends AsyncDisposable>(one: T): T => {
    opened.push(one)
    return one
  }
  return {
    url: database.url,
    async open(
      settings: Partial<PostgresMessagingSettings> & { log?: Log } = {},
    ): Promise<Messaging> {
      const usual = { url: database.url, clock: systemClock, ids, log: silentLog }
      return keep(await openPostgresMessaging({ ...usual, ...settings }))
    },
    /** A pool of the superuser, to look and to break things. */
    async admin() {
      return keep(await openPool({ url: database.superuserUrl, connectionsMax: 2 }))
    },
    async [Symbol.asyncDispose]() {
      for (const one of opened.toReversed()) await one[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}
