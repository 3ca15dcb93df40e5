/**
 * How a database remembers which migrations it has. Everything that applies migrations writes the same table under the
 * same lock, so that a service may change who does it for it.
 */
import { createHash } from 'node:crypto'
import { Fault } from '@atoll/pipeline'
import type { Migration, MigrationSet } from './storage.ts'

/** The advisory lock of all migrations of one database: 'atol' in ASCII. */
export const historyLockKey = 0x61_74_6f_6c

/** Makes the table unless it is there. */
export const historyTable = `create table if not exists atoll_migration (
  owner text not null, id text not null, hash text not null,
  applied_at timestamptz not null default clock_timestamp(), primary key (owner, id))`

/** What a migration is known by again. The same on every system: line ends do not count. */
export function hashOfMigration({ sql }: Migration): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')
}

/** What the history says of one migration. */
export interface AppliedMigration {
  readonly id: string
  readonly hash: string
}

/**
 * What is not applied yet. Shape: what was applied for this owner, by id in the order of their bytes.
 * Faults: `precondition` (`storage.migration_edited`, `storage.migration_out_of_order`) where the history disagrees.
 */
export function missingMigrations(
  applied: readonly AppliedMigration[],
  set: MigrationSet,
): readonly Migration[] {
  const hashes = new Map(applied.map(({ id, hash }) => [id, hash]))
  const last = applied.at(-1)?.id ?? ''
  const missing: Migration[] = []
  for (const migration of set.migrations) {
    const hash = hashes.get(migration.id)
    if (hash === undefined && migration.id < last) throw outOfOrder(set.owner, migration.id, last)
    if (hash === undefined) missing.push(migration)
    else if (hash !== hashOfMigration(migration)) throw edited(set.owner, migration.id)
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
