export { openPostgresMessaging, type PostgresMessagingSettings } from './messaging.ts'
