import type { Term } from '../term.ts'

/** The words about data and messages. */
export const data = {
  acid: {
    aliases: ['transaction properties'],
    areas: ['distributed-command', 'saga-isolation'],
    patterns: ['saga', 'shared-database'],
  },
  'at-least-once': {
    aliases: ['at least once', 'exactly once', 'redelivery'],
    areas: ['duplicates'],
    patterns: ['idempotent-consumer', 'messaging'],
  },
  base: { aliases: ['basically available'], areas: ['distributed-command'], patterns: ['saga'] },
  broker: {
    aliases: ['message queue', 'mq', 'event bus'],
    areas: ['communication', 'locate-broker', 'infra-availability'],
    patterns: ['messaging'],
  },
  cap: {
    aliases: ['brewer theorem', 'partition tolerance'],
    areas: ['distributed-command'],
    patterns: ['saga'],
  },
  cdc: {
    aliases: ['binlog', 'wal tailing', 'debezium'],
    areas: ['outbox-relay'],
    patterns: ['transaction-log-tailing'],
  },
  compensation: {
    aliases: ['compensate', 'undo step', 'semantic rollback'],
    areas: ['distributed-command', 'saga-coordination'],
    patterns: ['saga'],
  },
  'dead-letter': {
    aliases: ['dead letter queue', 'dlq', 'parked message'],
    areas: ['ordering-poison'],
    patterns: ['x-ordering-dead-letter'],
  },
  'dirty-read': {
    aliases: ['lost update', 'read uncommitted', 'anomaly'],
    areas: ['saga-isolation'],
    patterns: ['saga-countermeasures'],
  },
  'dual-write': {
    aliases: ['two writes', 'write and publish'],
    areas: ['atomic-publish'],
    patterns: ['transactional-outbox'],
  },
  event: {
    aliases: ['integration event'],
    areas: ['announce-changes'],
    patterns: ['domain-event'],
  },
  'event-store': {
    aliases: ['event log', 'snapshot', 'replay'],
    areas: ['atomic-publish', 'query-event-store'],
    patterns: ['event-sourcing'],
  },
  'eventual-consistency': {
    aliases: ['eventually consistent', 'lag', 'stale data'],
    areas: ['distributed-command', 'view-lifecycle'],
    patterns: ['saga', 'cqrs', 'command-side-replica'],
  },
  'idempotency-key': {
    aliases: ['idempotent key', 'request key', 'idempotency'],
    areas: ['duplicates'],
    patterns: ['idempotent-consumer', 'x-timeout-retry-bulkhead'],
  },
  idempotent: {
    aliases: ['idempotence', 'safe to repeat'],
    areas: ['duplicates'],
    patterns: ['idempotent-consumer'],
  },
  inbox: {
    aliases: ['processed messages', 'deduplication table'],
    areas: ['duplicates'],
    patterns: ['idempotent-consumer'],
  },
  isolation: {
    aliases: ['serializable', 'isolation level'],
    areas: ['saga-isolation'],
    patterns: ['saga-countermeasures'],
  },
  kafka: {
    aliases: ['apache kafka', 'partition', 'consumer group'],
    areas: ['communication', 'ordering-poison'],
    patterns: ['messaging'],
  },
  lane: {
    aliases: ['partition lock', 'ordered lane'],
    areas: ['outbox-relay', 'ordering-poison'],
    patterns: ['polling-publisher', 'x-ordering-dead-letter'],
  },
  lease: {
    aliases: ['leader election', 'lock with expiry'],
    areas: ['registration', 'outbox-relay'],
    patterns: ['self-registration', 'polling-publisher'],
  },
  offset: {
    aliases: ['cursor', 'position in a log'],
    areas: ['outbox-relay', 'duplicates'],
    patterns: ['messaging'],
  },
  outbox: {
    aliases: ['out box', 'outbox table'],
    areas: ['atomic-publish', 'outbox-relay'],
    patterns: ['transactional-outbox'],
  },
  pivot: {
    aliases: ['point of no return', 'go no go'],
    areas: ['saga-coordination'],
    patterns: ['saga'],
  },
  'poison-message': {
    aliases: ['poison pill'],
    areas: ['ordering-poison'],
    patterns: ['x-ordering-dead-letter'],
  },
  rabbitmq: { aliases: ['rabbit mq', 'amqp'], areas: ['communication'], patterns: ['messaging'] },
  'read-your-writes': {
    aliases: ['read after write', 'version token'],
    areas: ['view-lifecycle'],
    patterns: ['x-view-lifecycle', 'cqrs'],
  },
  relay: {
    aliases: ['message relay', 'outbox publisher'],
    areas: ['outbox-relay'],
    patterns: ['polling-publisher', 'transaction-log-tailing'],
  },
  'saga-log': {
    aliases: ['saga journal', 'saga instance', 'process manager'],
    areas: ['saga-coordination'],
    patterns: ['saga-orchestration'],
  },
  'schema-per-service': {
    aliases: ['private tables', 'database server per service'],
    areas: ['data-ownership'],
    patterns: ['database-per-service'],
  },
  'semantic-lock': {
    aliases: ['pending state', 'application lock'],
    areas: ['saga-isolation'],
    patterns: ['saga-countermeasures'],
  },
  topic: {
    aliases: ['channel', 'queue', 'subject'],
    areas: ['communication', 'duplicates'],
    patterns: ['messaging'],
  },
  'two-phase-commit': {
    aliases: ['2pc', 'xa', 'distributed transaction'],
    areas: ['distributed-command'],
    patterns: ['saga'],
  },
  'unit-of-work': {
    aliases: ['local transaction'],
    areas: ['transaction-boundary', 'atomic-publish'],
    patterns: ['aggregate', 'transactional-outbox'],
  },
  upcaster: {
    aliases: ['event migration', 'tolerant reader'],
    areas: ['contract-evolution'],
    patterns: ['x-contract-versioning', 'event-sourcing'],
  },
  view: {
    aliases: ['read model', 'materialized view', 'projection'],
    areas: ['distributed-query', 'view-lifecycle'],
    patterns: ['cqrs', 'x-view-lifecycle'],
  },
} as const satisfies Readonly<Record<string, Term>>
