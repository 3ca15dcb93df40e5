/**
 * The twin of a service's database in memory, as far as this package needs one: its tables, transactions that are
 * isolated and wait for each other as those of PostgreSQL do, and a little state for handlers. Simulations and tests
 * use it, with a wire that delays and loses; it understands no SQL and keeps nothing beyond the object.
 */
import { type Clock, Fault } from '@atoll/pipeline'
import type {
  Database,
  MigrationSet,
  Sql,
  Stoppable,
  StorageCapabilities,
  Transaction,
} from '@atoll/storage'
import { createHandle, read, storeOf, write } from './memory/handle.ts'
import { createAttempts, createIdempotency, createInbox } from './memory/inbox.ts'
import { createLaneTable } from './memory/lanes.ts'
import { createOutbox } from './memory/outbox.ts'
import { createDeadLetters, createParked } from './memory/parked.ts'
import { Session, type Written } from './memory/session.ts'
import { MemoryStore } from './memory/store.ts'
import type { Tables } from './tables.ts'

export type { Written } from './memory/session.ts'
export type { StoredLane, StoredOutbox, StoredParked } from './memory/store.ts'
export type * from './tables.ts'

/**
 * What lies between a process and its database. Undefined lets a step pass at once; a rejection loses the connection:
 * of a request, so that the step never happened; of an answer, so that nobody knows it did.
 */
export interface MemoryWire {
  request(step: string): Promise<void> | undefined
  answer(step: string): Promise<void> | undefined
}

/** One process's way to the database. */
export interface MemoryConnection extends Database {
  /** Loses every transaction under way, as when the process has died. */
  cut(): void
}

/** How a process connects. */
export interface MemoryConnectionOptions {
  readonly wire?: MemoryWire
  /** Puts something in place of tables, so that a test can see whether anybody notices. */
  readonly wrap?: (tables: Tables) => Tables
}

/** One service's database. */
export interface MemoryDatabase {
  connect(options?: MemoryConnectionOptions): MemoryConnection
  /** Loses every transaction of every process. */
  restart(): void
  /** What is committed now. */
  readonly store: MemoryStore
}

/** What a handler may keep, in place of tables of its own. */
export interface MemoryState {
  read(key: string): Promise<unknown>
  /** Waits for another writer of the key and keeps it until the commit. */
  lock(key: string): Promise<unknown>
  write(key: string, value: unknown): Promise<void>
}

/** Creates an empty database. */
export function createMemoryDatabase(options: {
  /** The server's own. */
  readonly clock: Clock
  /** Called at the moment of each commit, with what it changed. */
  readonly onCommit?: (written: readonly Written[]) => void
}): MemoryDatabase {
  const store = new MemoryStore()
  const tables: Tables = {
    outbox: createOutbox(store),
    lanes: createLaneTable(store),
    inbox: createInbox(store),
    attempts: createAttempts(store),
    parked: createParked(store),
    deadLetters: createDeadLetters(store),
    idempotency: createIdempotency(store),
  }
  const connections = new Set<Connection>()
  return {
    store,
    connect({ wire = instantWire, wrap = (tables: Tables) => tables } = {}) {
      const connection = new Connection({ ...options, store, wire, tables: wrap(tables) })
      connections.add(connection)
      return connection
    },
    restart() {
      for (const connection of connections) connection.cut()
    },
  }
}

/** The state behind a handle of the twin. */
export function stateOf(sql: Sql): MemoryState {
  return {
    read: (key) =>
      read(sql, 'state.read', (session) => storeOf(sql).state.get(session, key)?.value),
    lock: (key) =>
      write(sql, 'state.lock', async (session) => {
        return (await storeOf(sql).state.lock(session, key))?.value
      }),
    write: (key, value) =>
      write(sql, 'state.write', async (session) => {
        await storeOf(sql).state.lock(session, key)
        storeOf(sql).state.put(session, key, { value })
      }),
  }
}

const instantWire: MemoryWire = { request: () => undefined, answer: () => undefined }

const capabilities: StorageCapabilities = {
  dialect: 'postgres',
  transactionalSchema: true,
  advisoryLocks: true,
  skipLocked: true,
}

class Connection implements MemoryConnection {
  readonly capabilities = capabilities
  readonly #parts: ConnectionParts
  readonly #open = new Set<Session>()
  readonly #reader: Sql

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    this.#reader = this.#handle(null)
  }

  reader(): Sql {
    return this.#reader
  }

  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    { signal }: Stoppable = {},
  ): Promise<T> {
    signal?.throwIfAborted()
    const session = new Session()
    this.#open.add(session)
    try {
      const sql = this.#handle(session, signal)
      const result = await work({ sql, savepoint: (part, keep) => savepoint(session, part, keep) })
      await this.#commit(session, signal)
      return result
    } finally {
      session.rollBack()
      this.#open.delete(session)
    }
  }

  cut(): void {
    for (const session of this.#open) session.rollBack(lost('no'))
    this.#open.clear()
  }

  migrate(_set: MigrationSet): Promise<void> {
    return Promise.resolve()
  }

  async check(): Promise<void> {
    await read(this.#reader, 'check', () => {})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
  }

  #handle(session: Session | null, signal?: AbortSignal): Sql {
    const { wire, tables, store, clock } = this.#parts
    const check = () => {
      session?.check()
      signal?.throwIfAborted()
    }
    return createHandle(tables, store, async (step, work) => {
      try {
        check()
        const requested = wire.request(step)
        if (requested !== undefined) {
          await requested
          check()
        }
        session?.begin(clock.now())
        const result = await work(session)
        const answered = wire.answer(step)
        if (answered !== undefined) {
          await answered
          check()
        }
        return result
      } catch (error) {
        // A statement that fails ends its transaction here, where PostgreSQL would refuse every further one.
        if (error instanceof Error) session?.rollBack(error)
        throw error
      }
    })
  }

  async #commit(session: Session, signal: AbortSignal | undefined): Promise<void> {
    session.check()
    signal?.throwIfAborted()
    if (session.mark() === 0) return session.rollBack()
    await this.#parts.wire.request('commit')
    if (session.isOver) throw lost('unknown')
    const written = session.commit()
    this.#parts.onCommit?.(written)
    await this.#parts.wire.answer('commit')
  }
}

interface ConnectionParts {
  readonly clock: Clock
  readonly onCommit?: (written: readonly Written[]) => void
  readonly store: MemoryStore
  readonly wire: MemoryWire
  readonly tables: Tables
}

async function savepoint<T>(
  session: Session,
  work: () => Promise<T>,
  keep: (result: T) => boolean,
): Promise<T> {
  const mark = session.mark()
  let isKept = false
  try {
    const result = await work()
    isKept = keep(result)
    return result
  } finally {
    if (!isKept && !session.isOver) session.undo(mark)
  }
}

function lost(executed: 'no' | 'unknown'): Fault {
  const message = 'The connection to the database was lost.'
  return new Fault({ kind: 'unavailable', code: 'memory.lost', message, executed })
}
