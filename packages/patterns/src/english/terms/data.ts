import type { data as ids } from '../../graph/terms/data.ts'
import type { TermText } from '../../text.ts'

/** The words about data and messages in English. */
export const data: Readonly<Record<keyof typeof ids, TermText>> = {
  acid: {
    name: 'ACID',
    meaning:
      'Atomic, consistent, isolated, durable: what a transaction of one database promises. Across services nobody promises it.',
  },
  'at-least-once': {
    name: 'At-least-once delivery',
    meaning:
      'A message is sent again until it is confirmed, so it may come twice. Exactly once is this and a receiver that notices.',
  },
  base: {
    name: 'BASE',
    meaning:
      'Basically available, soft state, eventually consistent: what remains where no transaction spans the services.',
  },
  broker: {
    name: 'Message broker',
    meaning:
      'Takes messages from senders and keeps them until receivers have confirmed them. Kafka, RabbitMQ and NATS are brokers.',
  },
  cap: {
    name: 'CAP theorem',
    meaning:
      'While a network is cut, a system that keeps data in two places is either consistent or available, and not both.',
  },
  cdc: {
    name: 'Change data capture',
    meaning:
      'Reads from the log of a database what was committed, in its order. Not to be mixed up with contract tests, CDC too.',
  },
  compensation: {
    name: 'Compensating transaction',
    meaning:
      'A transaction that takes back in the sense of the business what another one has committed: a refund, not a rollback.',
  },
  'dead-letter': {
    name: 'Dead letter',
    meaning:
      'A message that was given up after several tries and put aside, until somebody repairs the cause and has it tried again.',
  },
  'dirty-read': {
    name: 'Dirty read',
    meaning:
      'Reading what another has changed and may yet take back. Between the steps of a saga everybody can do so.',
  },
  'dual-write': {
    name: 'Dual write',
    meaning:
      'To change a database and to send a message in two steps. A crash between them loses one: the outbox exists to prevent it.',
  },
  event: {
    name: 'Event',
    meaning:
      'Something that happened, told in the past tense to whoever wants to know. A command asks; an event tells.',
  },
  'event-store': {
    name: 'Event store',
    meaning:
      'Keeps of each entity all that happened to it, in order, in place of its present state, which is reckoned from that.',
  },
  'eventual-consistency': {
    name: 'Eventual consistency',
    meaning:
      'When changes stop, all copies come to agree. Until then a reader may see an older state, and should be told.',
  },
  'idempotency-key': {
    name: 'Idempotency key',
    meaning:
      'A name that a caller gives to one wish. Whoever gets it a second time answers what it answered first, and does nothing.',
  },
  idempotent: {
    name: 'Idempotent',
    meaning:
      'Done twice it has the effect of once. Setting a price is; adding one to a count is not, unless it is remembered.',
  },
  inbox: {
    name: 'Inbox',
    meaning:
      'A table of the messages that were handled, written in the same transaction as their effect. What stands there already is skipped.',
  },
  isolation: {
    name: 'Isolation',
    meaning:
      'Transactions side by side have the effect of one after the other. Sagas lack it, and need countermeasures.',
  },
  kafka: {
    name: 'Kafka',
    meaning:
      'A broker that keeps messages in ordered logs. Readers remember how far they are, and can read again.',
  },
  lane: {
    name: 'Lane',
    meaning:
      'One of the sixteen queues of our relay. Messages of a key are always in the same lane, which one relay at a time works on.',
  },
  lease: {
    name: 'Lease',
    meaning:
      'A right that ends by itself unless it is renewed. So whoever dies with it blocks nobody for long.',
  },
  offset: {
    name: 'Offset',
    meaning:
      'How far a reader of a log has come. Stored after the work it gives duplicates, stored before it gives losses.',
  },
  outbox: {
    name: 'Outbox',
    meaning:
      'A table of messages that must still be sent, written in the same transaction as the change that they tell of.',
  },
  pivot: {
    name: 'Pivot transaction',
    meaning:
      'The step of a saga after which it can only go forward. Steps before it can be undone, those after it are retried.',
  },
  'poison-message': {
    name: 'Poison message',
    meaning:
      'A message that fails each time it is handled. Without a limit it is tried for ever and holds up what waits behind it.',
  },
  rabbitmq: {
    name: 'RabbitMQ',
    meaning: 'A broker that puts messages into queues by rules, and deletes what was confirmed.',
  },
  'read-your-writes': {
    name: 'Read your writes',
    meaning:
      'Whoever changed something sees the change when reading next, though views of others may lag.',
  },
  relay: {
    name: 'Relay',
    meaning:
      'Carries rows of the outbox to the broker, in order for each key, and removes them when the broker has confirmed.',
  },
  'saga-log': {
    name: 'Saga log',
    meaning:
      'What an orchestrator writes down of each saga: which step is done, what was answered, what must be undone.',
  },
  'schema-per-service': {
    name: 'Schema per service',
    meaning:
      'A cheap form of a database of its own: one server, a schema and a user for each service, and no rights elsewhere.',
  },
  'semantic-lock': {
    name: 'Semantic lock',
    meaning:
      'A state such as PENDING that tells others: a saga is at work here, so wait, refuse, or expect it to change.',
  },
  topic: {
    name: 'Topic',
    meaning:
      'A named way through the broker. A queue gives each message to one reader, a topic to each kind of reader.',
  },
  'two-phase-commit': {
    name: 'Two-phase commit',
    meaning:
      'All databases first promise to commit, then all do. Whoever dies between the two leaves the others locked.',
  },
  'unit-of-work': {
    name: 'Unit of work',
    meaning:
      'All that one request changes, gathered and committed at once: state, outbox rows, and the key of the request.',
  },
  upcaster: {
    name: 'Upcaster',
    meaning:
      'Turns an old stored event into the form of today when it is read, so that the code knows one form only.',
  },
  view: {
    name: 'View',
    meaning:
      'A copy of data in the shape of one question, kept fresh by events. It can always be built anew.',
  },
}
