/**
 * The port of storage: one service's own database. The chassis, the outbox and sagas use it; adapters
 * open it. It never retries, never builds queries, and hands out no row type of a vendor.
 */

/**
 * Runs one parameterised statement and resolves to its rows; the text is prepared once per connection.
 *  Shape    strings, numbers, booleans, null, bigint, Date, Uint8Array in; an array is an array of the database, any
 *           other object is JSON (an array for a json column: pass JSON.stringify(it)); undefined is refused.
 *           Out: int8 as number (an unsafe integer is refused), numeric as string, json parsed, bytes as Uint8Array,
 *           timestamptz as ISO 8601 in UTC, date, time and timestamp as ISO 8601 text.
 *  Faults   unavailable, deadline, cancelled; a statement that the database refuses throws StatementRefused
 */
export type Sql = <Row = unknown>(
  text: TemplateStringsArray,
  ...values: readonly unknown[]
) => Promise<Row[]>

/** What a unit of work may do inside its one transaction. */
export interface Transaction {
  /** Fails with a clear error once the transaction has ended. */
  readonly sql: Sql
  /**
   * Runs a part that can be undone alone: back to the state before it when `keep` answers no or `work` throws.
   *  Shape    parts nest, they do not overlap
   */
  savepoint<T>(work: () => Promise<T>, keep: (result: T) => boolean): Promise<T>
}

/** How a transaction or a reader ends early: the signal's reason is thrown, and the server stops the statement. */
export interface Stoppable {
  readonly signal?: AbortSignal | undefined
}

/** One step of a schema, applied once and never edited afterwards. */
export interface Migration {
  /** The order is that of the text: '0001-orders'. */
  readonly id: string
  readonly sql: string
}

/** The migrations of one package or service; each owner has a history of its own in the same database. */
export interface MigrationSet {
  readonly owner: string
  readonly migrations: readonly Migration[]
}

/** What differs between databases and matters to those who write SQL. */
export interface StorageCapabilities {
  readonly dialect: 'postgres' | 'mariadb'
  /** A migration that fails leaves nothing behind. */
  readonly transactionalSchema: boolean
  readonly advisoryLocks: boolean
  readonly skipLocked: boolean
}

/** One service's own database. */
export interface Database extends AsyncDisposable {
  readonly capabilities: StorageCapabilities
  /**
   * Reads outside any transaction; a write is refused.
   *  Faults   internal storage.read_only — the statement writes
   */
  reader(options?: Stoppable): Sql
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it throws, when the signal fires
   * and when the connection is lost. It is not retried.
   *  Faults   unavailable — not reached or lost; executed: no before the commit, unknown when its answer is lost
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: Stoppable): Promise<T>
  /**
   * Applies what is missing, in order, one instance at a time, each migration whole or not at all.
   *  Faults   precondition storage.migration_edited, storage.migration_out_of_order
   */
  migrate(set: MigrationSet): Promise<void>
  /** Resolves when the database answers; for readiness. */
  check(): Promise<void>
}
