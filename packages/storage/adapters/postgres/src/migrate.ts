/**
 * Applies migrations to PostgreSQL. `Database.migrate` calls it at start, in every instance; a lock lets one work at a
 * time. It never edits or undoes what was applied.
 */
import { Fault, isFault } from '@atoll/pipeline'
import { type Pool, sqlStateOf, sqlStates, type Transaction } from '@atoll/postgres'
import {
  type AppliedMigration,
  hashOfMigration as hashOf,
  historyLockKey as lockKey,
  historyTable,
  type Migration,
  type MigrationSet,
  missingMigrations,
} from '@atoll/storage'
import { explainStatement } from './explain.ts'

/** Records nothing when the lock is gone, and with it the transaction that the migration was to share. */
const recordText = `insert into atoll_migration (owner, id, hash) select $1, $2, $3 where exists
  (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and objid = $4::bigint::oid)`

/** Brings the schema of one owner up to date; does nothing but read when it is. */
export async function applyMigrations(pool: Pool, set: MigrationSet): Promise<void> {
  const applied = await readHistory(pool, set.owner)
  if (missingMigrations(applied, set).length === 0) return
  await pool.transaction(async (transaction) => {
    await lock(transaction)
    await transaction.query({ text: historyTable })
  })
  for (const migration of set.migrations) {
    await pool.transaction((transaction) => applyOne(transaction, migration, set))
  }
}

/** Looks again under the lock, since another instance may have been quicker. */
async function applyOne(
  transaction: Transaction,
  migration: Migration,
  set: MigrationSet,
): Promise<void> {
  await lock(transaction)
  const { rows } = await transaction.query<AppliedMigration>(history(set.owner))
  if (!missingMigrations(rows, set).includes(migration)) return
  try {
    await transaction.query({ text: migration.sql })
    const { count } = await transaction.query({
      text: recordText,
      values: [set.owner, migration.id, hashOf(migration), lockKey],
    })
    if (count === 0)
      throw new Error('it ends the transaction it runs in; leave out BEGIN, COMMIT and ROLLBACK')
  } catch (error) {
    if (isFault(error)) throw error
    throw failed(set.owner, migration, explainStatement(error))
  }
}

async function lock(transaction: Transaction): Promise<void> {
  await transaction.query({ text: 'select pg_advisory_xact_lock($1)', values: [lockKey] })
}

function history(owner: string) {
  return {
    text: 'select id, hash from atoll_migration where owner = $1 order by id collate "C"',
    values: [owner],
  }
}

async function readHistory(pool: Pool, owner: string): Promise<readonly AppliedMigration[]> {
  try {
    return (await pool.query<AppliedMigration>(history(owner))).rows
  } catch (error) {
    if (sqlStateOf(error) === sqlStates.unknownTable) return []
    throw error
  }
}

function failed(owner: string, migration: Migration, cause: unknown): Fault {
  return new Fault({
    kind: 'precondition',
    code: 'storage.migration_failed',
    message: `Migration ${migration.id} of ${owner} failed and left nothing behind: ${cause instanceof Error ? cause.message : 'unknown error'}`,
    cause,
  })
}
