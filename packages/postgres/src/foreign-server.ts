/**
 * A PostgreSQL that somebody else runs: gives each service its own database and role there, as the launcher does on its
 * own server. An environment that names a URL opens it; it starts and stops nothing.
 */
import { resolve } from 'node:path'
import { type Clock, createIds, systemClock } from '@atoll/pipeline'
import { ensureDatabase } from './database.ts'
import { makeDirectory } from './directory.ts'
import { openPool } from './pool.ts'
import type { Server } from './server.ts'

/** What both kinds of servers do for an environment. */
export type DatabaseServer = Pick<Server, 'createDatabase' | 'stop' | 'kill'>

/** How a server of somebody else is reached. */
export interface ForeignSettings {
  /** Of a role that may make databases and roles. Secret. */
  readonly url: string
  /** Holds the passwords of the roles that are made. */
  readonly directory: string
  readonly clock?: Clock | undefined
}

/** Sessions for making databases, one after the other. */
const adminSessionsMax = 1

/**
 * Connects to a running server.
 *  Faults   unavailable postgres.unreachable, postgres.refused; invalid postgres.url; createDatabase: conflict
 *           postgres.name_taken, for a database or role that another system made;
 *           precondition postgres.directory_unwritable
 */
export async function connectServer(settings: ForeignSettings): Promise<DatabaseServer> {
  const { url, clock = systemClock } = settings
  const folder = await makeDirectory(resolve(settings.directory))
  const ids = createIds(clock)
  const admin = await openPool({ url, connectionsMax: adminSessionsMax, clock })
  return {
    async createDatabase(name) {
      const password = await ensureDatabase(admin, name, { folder, ids, isShared: true })
      const own = new URL(url)
      own.username = name
      own.password = password
      own.pathname = `/${name}`
      return own.href
    },
    // It is not ours to end.
    kill() {},
    async stop() {
      await admin[Symbol.asyncDispose]()
    },
  }
}
