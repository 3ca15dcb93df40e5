/**
 * The connections of one process to one database. Storage and messaging open it; it bounds connections, waiting and
 * time, and turns failures into faults. It never retries.
 */
import { type Clock, Fault, systemClock } from '@atoll/pipeline'
import pg from 'pg'
import { type Answer, Connection, type Stoppable } from './connection.ts'
import { explain, notReached, toStopped } from './fault.ts'
import type { Statement } from './statement.ts'
import { runTransaction, type Transaction } from './transaction.ts'
import { valueTypes } from './values.ts'

/** How a pool is opened. */
export interface PoolSettings {
  /** `postgresql://user:password@host:port/database`; a Unix socket by `?host=/folder`. */
  readonly url: string
  /** Connections at most; default 10. */
  readonly connectionsMax?: number | undefined
  /** Callers that may wait for a connection; the next is refused. Default 1000. */
  readonly waitersMax?: number | undefined
  /** How long a caller waits for a connection; default 5000. */
  readonly acquireTimeoutMs?: number | undefined
  /** How long an unused connection stays open; default 30000. */
  readonly idleTimeoutMs?: number | undefined
  /** How long the server keeps a transaction in which nothing happens; default 60000. */
  readonly idleTransactionTimeoutMs?: number | undefined
  /** Seen in pg_stat_activity; default 'atoll'. */
  readonly application?: string | undefined
  /** Whether every transaction only reads; default false. */
  readonly readOnly?: boolean | undefined
  readonly clock?: Clock | undefined
}

/** Numbers that show how busy a pool is. Units: connections, callers. */
export interface PoolCounts {
  readonly open: number
  readonly idle: number
  readonly waiting: number
}

/** Connections to one database. */
export interface Pool extends AsyncDisposable {
  /** Runs one statement on any connection; a lost answer has executed: unknown, or no if the pool only reads. */
  query<Row>(statement: Statement, options?: Stoppable): Promise<Answer<Row>>
  /** Runs `work` in one transaction, which is ended on every way out. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: Stoppable): Promise<T>
  /** Holds one connection, for LISTEN or a lock of a session; give it back with `release`. */
  acquire(options?: Stoppable): Promise<Connection>
  counts(): PoolCounts
}

/** Limits that hold where the settings say nothing. Units: connections, callers, milliseconds. */
export const poolLimits = {
  connectionsMax: 10,
  waitersMax: 1_000,
  acquireTimeoutMs: 5_000,
  idleTimeoutMs: 30_000,
  idleTransactionTimeoutMs: 60_000,
} as const

/**
 * Opens a pool and one connection, so that a wrong URL fails here.
 *  Faults   unavailable postgres.unreachable, postgres.refused; invalid postgres.url
 */
export async function openPool(settings: PoolSettings): Promise<Pool> {
  const pool = new OpenPool(settings)
  try {
    const first = await pool.acquire()
    first.release()
    return pool
  } catch (error) {
    await pool[Symbol.asyncDispose]()
    throw error
  }
}

class OpenPool implements Pool {
  readonly #pool: pg.Pool
  readonly #clock: Clock
  readonly #place: string
  readonly #waitersMax: number
  readonly #isReadOnly: boolean
  #closed: Promise<void> | undefined

  constructor(settings: PoolSettings) {
    this.#place = placeOf(settings.url)
    this.#clock = settings.clock ?? systemClock
    this.#waitersMax = settings.waitersMax ?? poolLimits.waitersMax
    this.#isReadOnly = settings.readOnly ?? false
    this.#pool = new pg.Pool(toConfig(settings))
    // A connection that breaks while idle has left the pool already; without a listener the process would end.
    this.#pool.on('error', () => {})
    // Between the pool's own listener and that of a Connection there is a moment in which a server may say farewell.
    this.#pool.on('connect', (client) => void client.on('error', () => {}))
  }

  async query<Row>(statement: Statement, options: Stoppable = {}): Promise<Answer<Row>> {
    const connection = await this.acquire(options)
    try {
      return await connection.query<Row>(statement, options)
    } catch (error) {
      throw explain(error, this.#isReadOnly ? 'no' : 'unknown')
    } finally {
      connection.release()
    }
  }

  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: Stoppable = {},
  ): Promise<T> {
    return runTransaction(await this.acquire(options), work, options)
  }

  async acquire(options: Stoppable = {}): Promise<Connection> {
    const { signal } = options
    if (signal?.aborted) throw toStopped(signal)
    if (this.#closed !== undefined) throw closed()
    if (this.#pool.waitingCount >= this.#waitersMax) throw overrun(this.#place)
    const client = this.#pool.connect().catch((cause: unknown) => {
      throw notReached(this.#place, cause)
    })
    if (signal === undefined) return new Connection(await client, this.#clock)
    return new Connection(await unlessStopped(client, signal), this.#clock)
  }

  counts(): PoolCounts {
    const { totalCount, idleCount, waitingCount } = this.#pool
    return { open: totalCount, idle: idleCount, waiting: waitingCount }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#pool.end()
    return this.#closed
  }
}

function toConfig(settings: PoolSettings): pg.PoolConfig {
  const idleTransactionTimeoutMs =
    settings.idleTransactionTimeoutMs ?? poolLimits.idleTransactionTimeoutMs
  return {
    connectionString: settings.url,
    max: settings.connectionsMax ?? poolLimits.connectionsMax,
    connectionTimeoutMillis: settings.acquireTimeoutMs ?? poolLimits.acquireTimeoutMs,
    idleTimeoutMillis: settings.idleTimeoutMs ?? poolLimits.idleTimeoutMs,
    idle_in_transaction_session_timeout: idleTransactionTimeoutMs,
    application_name: settings.application ?? 'atoll',
    options: `-c TimeZone=UTC -c default_transaction_read_only=${settings.readOnly === true ? 'on' : 'off'}`,
    keepAlive: true,
    // Statements are written without waiting for the answers before them; a transaction needs that for its BEGIN.
    pipeline: true,
    types: valueTypes,
  }
}

/** A connection that comes after its caller has gone goes back to the pool. */
async function unlessStopped(
  client: Promise<pg.PoolClient>,
  signal: AbortSignal,
): Promise<pg.PoolClient> {
  const stopped = Promise.withResolvers<never>()
  const onAbort = (): void => stopped.reject(toStopped(signal))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([client, stopped.promise])
  } catch (error) {
    client.then(
      (late) => late.release(),
      () => {},
    )
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function placeOf(url: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new Fault({
      kind: 'invalid',
      code: 'postgres.url',
      message:
        'The URL of PostgreSQL must look like postgresql://user:password@host:5432/database.',
    })
  }
  const parsed = new URL(url)
  return `${parsed.searchParams.get('host') ?? parsed.host}${parsed.pathname}`
}

function overrun(place: string): Fault {
  return new Fault({
    kind: 'limited',
    code: 'postgres.queue_full',
    message: `Too many callers wait for a connection to ${place}.`,
    executed: 'no',
  })
}

function closed(): Fault {
  return new Fault({
    kind: 'unavailable',
    code: 'postgres.closed',
    message: 'The connections to PostgreSQL have been closed.',
    executed: 'no',
  })
}
