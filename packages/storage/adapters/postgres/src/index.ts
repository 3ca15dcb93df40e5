export { openPostgres, type PostgresSettings, postgresLimits } from './open.ts'
