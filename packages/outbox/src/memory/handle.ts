/**
 * The handle of the twin: an `Sql` that speaks no SQL and instead carries the tables and the transaction they work in.
 * Tables of the twin run every statement through it, so that the wire may delay or lose it.
 */
import type { Sql } from '@atoll/storage'
import { type Tables, type TwinSql, twinTables } from '../tables.ts'
import type { Session } from './session.ts'
import type { MemoryStore } from './store.ts'

/** Runs one statement of the handle's transaction; outside of one the session is null. */
export type RunStatement = <T>(
  step: string,
  work: (session: Session | null) => T | Promise<T>,
) => Promise<T>

const run: unique symbol = Symbol('run a statement')
const kept: unique symbol = Symbol('store of a twin')

interface MemorySql extends TwinSql {
  readonly [run]: RunStatement
  readonly [kept]: MemoryStore
}

/** Makes the handle of a transaction or a reader. */
export function createHandle(tables: Tables, store: MemoryStore, runStatement: RunStatement): Sql {
  const refuse: Sql = () =>
    Promise.reject(new TypeError('the twin in memory understands no SQL: use stateOf(sql)'))
  return Object.assign(refuse, { [twinTables]: tables, [kept]: store, [run]: runStatement })
}

/** Runs a statement that reads. */
export function read<T>(sql: Sql, step: string, work: (session: Session | null) => T): Promise<T> {
  return toMemory(sql)[run](step, work)
}

/** Runs a statement that writes, so inside a transaction. */
export function write<T>(
  sql: Sql,
  step: string,
  work: (session: Session) => T | Promise<T>,
): Promise<T> {
  return toMemory(sql)[run](step, (session) => {
    if (session === null) throw new TypeError(`${step} writes, and a reader only reads`)
    return work(session)
  })
}

/** What is stored behind a handle. */
export function storeOf(sql: Sql): MemoryStore {
  return toMemory(sql)[kept]
}

function toMemory(sql: Sql): MemorySql {
  if (!isMemory(sql)) throw new TypeError('this handle is not of the twin in memory')
  return sql
}

function isMemory(sql: Sql): sql is MemorySql {
  return run in sql
}
