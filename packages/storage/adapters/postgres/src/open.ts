/**
 * Storage on PostgreSQL. Environments and tests open it; it adds the port's words to the pool of @atoll/postgres and
 * nothing else. It never retries and never hands out a type of the vendor.
 */
import type { Clock } from '@atoll/pipeline'
import { openPool, type Pool, toStatement } from '@atoll/postgres'
import type {
  Database,
  MigrationSet,
  Sql,
  Stoppable,
  StorageCapabilities,
  Transaction,
} from '@atoll/storage'
import { explainStatement } from './explain.ts'
import { applyMigrations } from './migrate.ts'

/** How a service's database is opened. */
export interface PostgresSettings {
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string
  /** Connections for transactions; default 6. */
  readonly writersMax?: number | undefined
  /** Connections for reading; default 4. */
  readonly readersMax?: number | undefined
  /** How long a caller waits for a connection; default 5000. */
  readonly acquireTimeoutMs?: number | undefined
  /** Seen in pg_stat_activity; the service's name. Default 'atoll'. */
  readonly application?: string | undefined
  readonly clock?: Clock | undefined
}

/** Limits that hold where the settings say nothing. Units: connections, milliseconds. */
export const postgresLimits = { writersMax: 6, readersMax: 4, checkTimeoutMs: 2_000 } as const

const capabilities: StorageCapabilities = {
  dialect: 'postgres',
  transactionalSchema: true,
  advisoryLocks: true,
  skipLocked: true,
}

/**
 * Opens one service's database; its connections come as they are needed, the first one here.
 *  Faults   unavailable postgres.unreachable, postgres.refused; invalid postgres.url
 */
export async function openPostgres(settings: PostgresSettings): Promise<Database> {
  const { readersMax, writersMax, ...shared } = settings
  const writers = await openPool({
    ...shared,
    connectionsMax: writersMax ?? postgresLimits.writersMax,
  })
  try {
    const readers = await openPool({
      ...shared,
      connectionsMax: readersMax ?? postgresLimits.readersMax,
      readOnly: true,
    })
    return new PostgresDatabase(writers, readers)
  } catch (error) {
    await writers[Symbol.asyncDispose]()
    throw error
  }
}

class PostgresDatabase implements Database {
  readonly capabilities = capabilities
  readonly #writers: Pool
  readonly #readers: Pool
  readonly #read: Sql

  constructor(writers: Pool, readers: Pool) {
    this.#writers = writers
    this.#readers = readers
    this.#read = toSql((statement) => readers.query(statement))
  }

  reader(options: Stoppable = {}): Sql {
    if (options.signal === undefined) return this.#read
    return toSql((statement) => this.#readers.query(statement, options))
  }

  transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: Stoppable = {},
  ): Promise<T> {
    return this.#writers.transaction((open) => {
      const sql = toSql((statement) => open.query(statement))
      return work({ sql, savepoint: (part, keep) => open.savepoint(part, keep) })
    }, options)
  }

  migrate(set: MigrationSet): Promise<void> {
    return applyMigrations(this.#writers, set)
  }

  async check(): Promise<void> {
    const signal = AbortSignal.timeout(postgresLimits.checkTimeoutMs)
    await this.#readers.query({ text: 'select 1' }, { signal })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#writers[Symbol.asyncDispose](), this.#readers[Symbol.asyncDispose]()])
  }
}

type Run = (statement: ReturnType<typeof toStatement>) => Promise<{ readonly rows: unknown[] }>

function toSql(run: Run): Sql {
  return async <Row>(text: TemplateStringsArray, ...values: readonly unknown[]) => {
    try {
      const { rows } = await run(toStatement(text, values))
      // What a row holds is what the caller's statement selects; nothing here can know it better.
      return rows as Row[]
    } catch (error) {
      throw explainStatement(error)
    }
  }
}
