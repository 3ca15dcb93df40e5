export { type ConsumerParts, createConsumer, triesInPlace } from './consumer.ts'
export {
  type DeadLetter,
  type DeadLetterFilter,
  discardDeadLetters,
  listDeadLetters,
  replayDeadLetters,
} from './dead-letters.ts'
export { decodeNotice, encodeNotice, topicOf } from './envelope.ts'
export { isTransient, retryPausesMs, startsMax } from './failure.ts'
export { type Guard, unguarded } from './guard.ts'
export { fromStoredReply, guardCommand, readReply } from './idempotency.ts'
export { guardMessage, type PoisonPolicy } from './inbox.ts'
export { outboxMigrations } from './migrations.ts'
export {
  openOutbox,
  type Outbox,
  type OutboxSettings,
  type Published,
  type Told,
} from './open-outbox.ts'
export type { OwnClient, OwnPool } from './own-pool.ts'
export { createPublisher, type Publisher } from './publish.ts'
export { type Relay, type RelayParts, startRelay } from './relay.ts'
export { type ParkedRetries, type Retried, startParkedRetries } from './retries.ts'
export { type Retention, retentionDefault, startRetention, sweep } from './retention.ts'
export {
  type Attestor,
  createUnitOfWork,
  emittedMax,
  type UnitOfWork,
  type UnitOfWorkParts,
  type Work,
} from './unit-of-work.ts'
