/** What keeps a change and its events together and in order: the unit of work, the outbox, the relay and its leases. */
import type { Mutant } from './mutant.ts'

const unitOfWork = 'packages/outbox/src/unit-of-work.ts'
const relay = 'packages/outbox/src/relay.ts'
const lanes = 'packages/outbox/src/lanes.ts'
const outboxTable = 'packages/outbox/src/postgres/outbox.ts'
const schedules = 'packages/outbox/src/schedules.test.ts'
const written = 'await writeOutbox(transaction.sql, notices, parts.clock)'

export const outboxMutants: readonly Mutant[] = [
  {
    name: 'outbox-row-before',
    without: 'an event is told although its change was never committed',
    edits: [
      {
        file: unitOfWork,
        text: written,
        becomes:
          'await parts.database.transaction(({ sql }) => writeOutbox(sql, notices, parts.clock))',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'a process that ends at commit.before leaves the state and its event, or neither',
    },
  },
  {
    name: 'outbox-row-after',
    without: 'a change is committed and its event written afterwards, if the process lives',
    edits: [
      {
        file: unitOfWork,
        text: 'const { reply, told } = await transact(',
        becomes: 'const { reply } = await transact(',
      },
      { file: unitOfWork, text: written, becomes: 'late = notices' },
      {
        file: unitOfWork,
        text: '/** Runs the one transaction of a delivery. */',
        becomes: 'let late: readonly Notice[] = []',
      },
      {
        file: unitOfWork,
        text: 'if (told) parts.wake()',
        becomes:
          'await parts.database.transaction(({ sql }) => writeOutbox(sql, late, parts.clock))',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'a process that ends at commit.after leaves the state and its event, or neither',
    },
  },
  {
    name: 'advisory-lock',
    without: 'two transactions draw the places of one key at the same moment',
    edits: [
      {
        file: outboxTable,
        text: 'pg_advisory_xact_lock(',
        becomes: 'pg_advisory_xact_lock_shared(',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'what is told of one key is told in the order of the commits',
    },
  },
  {
    name: 'lock-before-place',
    without: 'a place in the outbox is drawn before its key is locked',
    edits: [
      { file: outboxTable, text: 'from (select count(*) from locked) as held,', becomes: 'from' },
      {
        file: outboxTable,
        text: 'order by place`',
        becomes: 'order by place returning (select count(*) from locked)`',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'who waits for one of its keys has not yet drawn a place for the others',
    },
  },
  {
    name: 'lock-order',
    without: 'keys are locked in the order in which a handler tells them',
    edits: [
      {
        file: unitOfWork,
        text: '`${topic} ${key}`))].toSorted()',
        becomes: '`${topic} ${key}`))]',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'who tells the same keys in another order waits and is not killed for it',
    },
  },
  {
    name: 'savepoint',
    without: 'a returned fault keeps the state that was written before it',
    edits: [
      { file: unitOfWork, text: '=> !isFault(result)', becomes: '=> isFault(result) || true' },
    ],
    caughtBy: {
      file: 'packages/outbox/src/unit-of-work.test.ts',
      title: 'a returned fault undoes the state and its events, and is the answer of its key',
    },
  },
  {
    name: 'events-of-a-fault',
    without: 'a returned fault still tells its events',
    edits: [
      {
        file: unitOfWork,
        text: 'return { reply, emitted: [] }',
        becomes: 'return { reply, emitted }',
      },
    ],
    caughtBy: {
      file: 'packages/outbox/src/unit-of-work.test.ts',
      title: 'a returned fault undoes the state and its events, and is the answer of its key',
    },
  },
  {
    name: 'publish-before-delete',
    without: 'the relay forgets an event before the channel has confirmed it',
    edits: [
      {
        file: relay,
        text: 'await parts.publisher.publish(',
        becomes: 'const publish = () => parts.publisher.publish(',
      },
      {
        file: relay,
        text: "parts.failpoint('relay.after-delete')",
        becomes: 'await publish()',
      },
    ],
    caughtBy: {
      file: 'packages/outbox/src/relay.test.ts',
      title: 'while the channel is away nothing is lost, and the relay stops all the same',
    },
  },
  {
    name: 'order-of-a-page',
    without: 'events are published as they get through the border, not as they were committed',
    edits: [
      {
        file: 'packages/outbox/src/publish.ts',
        text: 'ids.flatMap((id) => arrived.get(id) ?? [])',
        becomes: '[...arrived.values()]',
      },
    ],
    caughtBy: {
      file: 'packages/outbox/src/publish.test.ts',
      title: 'a page is published at once in its order, whichever step took longest',
    },
  },
  {
    name: 'lease-check',
    without: 'a relay publishes although its lease is over',
    edits: [
      {
        file: lanes,
        text: 'held: () => (clock.monotonic() < usableUntil ? lanes : []),',
        becomes: 'held: () => lanes,',
      },
    ],
    caughtBy: {
      file: schedules,
      title:
        'a relay that stood still beyond its lease publishes nothing of what is another one’s by now',
    },
  },
  {
    name: 'lease-since-answer',
    without: 'a lease is measured from when the relay heard of it, not from when it asked',
    edits: [
      {
        file: lanes,
        text: 'usableUntil = asked +',
        becomes: 'usableUntil = asked * 0 + clock.monotonic() +',
      },
    ],
    caughtBy: {
      file: schedules,
      title:
        'a relay that stood still beyond its lease publishes nothing of what is another one’s by now',
    },
  },
  {
    name: 'lease-margin',
    without: 'a relay publishes up to the last moment of its lease',
    edits: [{ file: lanes, text: 'const marginPart = 0.2', becomes: 'const marginPart = 0' }],
    caughtBy: {
      file: 'packages/outbox/src/lanes.test.ts',
      title: 'lanes are used for four fifths of their lease',
    },
  },
  {
    name: 'lane-of-one-relay',
    without: 'a relay takes lanes that another one holds',
    edits: [
      {
        file: 'packages/outbox/src/postgres/lanes.ts',
        text: 'where owner = ${owner} or expires_at < now()',
        becomes: 'where true',
      },
    ],
    caughtBy: {
      file: 'packages/outbox/src/lanes.test.ts',
      title:
        'relays that join get their share within one renewal of each, and no lane has two holders',
    },
  },
]
