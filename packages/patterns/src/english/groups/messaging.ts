import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group messaging in English. */
export const messaging: Readonly<Record<PatternIdOf<'messaging'>, PatternText>> = {
  'transactional-outbox': {
    name: 'Transactional outbox',
    problem: 'A service must save a change and send a message, both or neither.',
    forces: 'No transaction spans database and broker, and the order must be kept.',
    benefits: [
      'A message is sent if and only if the change was committed.',
      'The order is kept for each entity.',
    ],
    drawbacks: [
      'Whoever forgets to write the row sends nothing.',
      'A message may arrive more than once.',
    ],
  },
  'polling-publisher': {
    name: 'Polling publisher',
    problem: 'Rows of an outbox must reach the broker.',
    forces: 'It should work with any SQL database.',
    benefits: ['It is simple.'],
    drawbacks: [
      'Asking again and again costs load and time.',
      'The order is easy to get wrong.',
      'It suits few stores other than SQL.',
    ],
  },
  'transaction-log-tailing': {
    name: 'Transaction log tailing',
    problem: 'Rows of an outbox must reach the broker, many and soon.',
    forces: 'Throughput is wanted, and no polling.',
    benefits: ['The order is exactly that of the commits.', 'Messages leave at once.'],
    drawbacks: ['It is made for one kind of database.', 'It is one more thing to operate.'],
  },
  'idempotent-consumer': {
    name: 'Idempotent consumer',
    problem: 'The same message arrives more than once.',
    forces: 'A broker that loses nothing must be allowed to repeat.',
    benefits: ['A repeated message changes nothing.'],
    drawbacks: ['Ids of messages are kept, and have to be cleaned up.'],
  },
  'x-ordering-dead-letter': {
    name: 'Ordering and dead letters',
    problem:
      'Messages of one entity overtake each other, and one that always fails stops the rest.',
    forces: 'Each entity needs its order, and all others need to go on.',
    benefits: [
      'Messages of one entity stay in order.',
      'A message that fails too often is put aside, and can be played again.',
    ],
    drawbacks: ['Somebody has to look at what was put aside.'],
  },
}
