/**
 * Applies migrations to PostgreSQL. `Database.migrate` calls it at start, in every instance; a lock lets one work at a
 * time. It never edits or undoes what was applied.
 */
import { Fault, isFault } from '@atoll/pipeline'
import { type Pool, sqlStateOf, sqlStates, type Transaction } from '@atoll/postgres'
import {
  hashOfMigration as hashOf,
  historyLockKey as lockKey,
  historyTable,
  type Migration,
  type MigrationSet,
} from '@atoll/storage'
import { explainStatement } from './explain.ts'

/** Records nothing when the lock is gone, and with it the transaction that the migration was to share. */
const recordText = `insert into atoll_migration (owner, id, hash) select $1, $2, $3 where exists
  (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and objid = $4::bigint::oid)`

/** What the history says of one migration. */
interface Applied {
  readonly id: string
  readonly hash: string
}

/** Brings the schema of one owner up to date; does nothing but read when it is. */
export async function applyMigrations(pool: Pool, set: MigrationSet): Promise<void> {
  const applied = await readHistory(pool, set.owner)
  if (missingFrom(applied, set).length === 0) return
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
  const { rows } = await transaction.query<Applied>(history(set.owner))
  if (!missingFrom(rows, set).includes(migration)) return
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

async function readHistory(pool: Pool, owner: string): Promise<readonly Applied[]> {
  try {
    return (await pool.query<Applied>(history(owner))).rows
  } catch (error) {
    if (sqlStateOf(error) === sqlStates.unknownTable) return []
    throw error
  }
}

/** What is not applied yet; a history that disagrees with the files is refused. */
function missingFrom(applied: readonly Applied[], set: MigrationSet): readonly Migration[] {
  const hashes = new Map(applied.map(({ id, hash }) => [id, hash]))
  const last = applied.at(-1)?.id ?? ''
  const missing: Migration[] = []
  for (const migration of set.migrations) {
    const hash = hashes.get(migration.id)
    if (hash === undefined && migration.id < last) throw outOfOrder(set.owner, migration.id, last)
    if (hash === undefined) missing.push(migration)
    else if (hash !== hashOf(migration)) throw edited(set.owner, migration.id)
  }
  return missing
}

function edited(owner: string, id: string): Fault {
  return new Fault({
    kind: 'precondition',
    code: 'storage.migration_edited',
    message: `Migration ${id} of ${owner} was edited after it had been applied: restore it and write the change as a new migration.`,
  })
}

function outOfOrder(owner: string, id: string, last: string): Fault {
  return new Fault({
    kind: 'precondition',
    code: 'storage.migration_out_of_order',
    message: `Migration ${id} of ${owner} comes before ${last}, which is already applied: give it a later number.`,
  })
}

function failed(owner: string, migration: Migration, cause: unknown): Fault {
  return new Fault({
    kind: 'precondition',
    code: 'storage.migration_failed',
    message: `Migration ${migration.id} of ${owner} failed and left nothing behind: ${cause instanceof Error ? cause.message : 'unknown error'}`,
    cause,
  })
}
