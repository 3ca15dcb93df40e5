/**
 * A service's own `pg` pool as the database of its outbox. It is known by its shape, so that whichever version of `pg`
 * the service has is used, with whatever types it reads for itself. Called by `open-outbox.ts` only.
 */
import { Fault } from '@atoll/pipeline'
import {
  type AppliedMigration,
  type Database,
  hashOfMigration,
  historyLockKey,
  historyTable,
  type MigrationSet,
  missingMigrations,
  type Sql,
} from '@atoll/storage'

/** A statement as `pg` takes it. */
interface OwnQuery {
  readonly text: string
  readonly values?: unknown[]
  readonly types?: { getTypeParser(type: number): (text: string) => unknown }
}

/** A connection of `pg`. */
export interface OwnClient {
  query(query: OwnQuery): Promise<{ readonly rows: unknown[] }>
}

/** A pool of `pg`. */
export interface OwnPool {
  connect(): Promise<LentClient>
}

/** A connection that a pool lends. */
interface LentClient extends OwnClient {
  on(event: 'error', listener: () => void): unknown
  off(event: 'error', listener: () => void): unknown
  release(error?: boolean): void
}

/** A lost connection is told by the statement that was under way; without a listener it would end the process too. */
const ignore = () => {}

/** What the outbox reads, by PostgreSQL's number of the type. The service's own parsers may do anything with these. */
const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<
  number,
  (text: string) => unknown
>([
  [16, (text) => text === 't'],
  [20, Number],
  [21, Number],
  [23, Number],
  [3802, (text): unknown => JSON.parse(text)],
])
const asText = (text: string) => text
const types = { getTypeParser: (type: number) => parsers.get(type) ?? asText }

/** Statements on one connection of `pg`. */
export function toOwnSql(client: OwnClient): Sql {
  return async <Row>(text: TemplateStringsArray, ...values: readonly unknown[]) => {
    const numbered = text.reduce((all, part, place) => `${all}$${place}${part}`)
    const { rows } = await client.query({ text: numbered, values: [...values], types })
    // What a row holds is what the caller's statement selects; nothing here can know it better.
    return rows as Row[]
  }
}

/** The pool as the port that the relay works on. Whoever opened the pool ends it. */
export function toOwnDatabase(pool: OwnPool): Database {
  const withClient = async <T>(work: (client: OwnClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    let isBroken = true
    client.on('error', ignore)
    try {
      const result = await work(client)
      isBroken = false
      return result
    } finally {
      client.off('error', ignore)
      client.release(isBroken)
    }
  }
  const transact = <T>(work: (client: OwnClient) => Promise<T>) =>
    withClient(async (client) => {
      await client.query({ text: 'begin' })
      // A connection whose transaction failed is not given back, which rolls it back.
      const result = await work(client)
      await client.query({ text: 'commit' })
      return result
    })
  const reader: Sql = (text, ...values) => withClient((client) => toOwnSql(client)(text, ...values))
  return {
    capabilities: {
      dialect: 'postgres',
      transactionalSchema: true,
      advisoryLocks: true,
      skipLocked: true,
    },
    reader: () => reader,
    transaction: (work) =>
      transact((client) =>
        work({ sql: toOwnSql(client), savepoint: () => Promise.reject(noParts()) }),
      ),
    migrate: (set) => transact((client) => migrate(client, set)),
    async check() {
      await withClient((client) => client.query({ text: 'select 1' }))
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Writes nothing where nothing is missing: the role that a service works as need not be one that may change schemas. */
async function migrate(client: OwnClient, set: MigrationSet): Promise<void> {
  const { owner } = set
  const sql = toOwnSql(client)
  const missing = async () => {
    const [table] = await sql<{ isThere: boolean }>`
      select to_regclass('atoll_migration') is not null as "isThere"`
    if (table?.isThere !== true) return set.migrations
    const applied = await sql<AppliedMigration>`
      select id, hash from atoll_migration where owner = ${owner} order by id collate "C"`
    return missingMigrations(applied, set)
  }
  if ((await missing()).length === 0) return
  await sql`select pg_advisory_xact_lock(${historyLockKey})`
  await client.query({ text: historyTable })
  // Another process may have been quicker.
  for (const migration of await missing()) {
    await client.query({ text: migration.sql })
    await sql`insert into atoll_migration (owner, id, hash)
      values (${owner}, ${migration.id}, ${hashOfMigration(migration)})`
  }
}

function noParts(): Fault {
  const message = 'The outbox undoes no part of a transaction on a pool that is not its own.'
  return new Fault({ kind: 'internal', code: 'no_savepoint', message, executed: 'no' })
}
