/**
 * How a database remembers which migrations it has. Everything that applies migrations writes the same table under the
 * same lock, so that a service may change who does it for it.
 */
import { createHash } from 'node:crypto'
import type { Migration } from './storage.ts'

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
