export {
  type AppliedMigration,
  hashOfMigration,
  historyLockKey,
  historyTable,
  missingMigrations,
} from './history.ts'
export { readMigrations } from './migrations.ts'
export {
  checkViolation,
  foreignKeyViolation,
  notNullViolation,
  StatementRefused,
  sqlState,
  toRefused,
  uniqueViolation,
} from './refused.ts'
export type {
  Database,
  Migration,
  MigrationSet,
  Sql,
  Stoppable,
  StorageCapabilities,
  Transaction,
} from './storage.ts'
