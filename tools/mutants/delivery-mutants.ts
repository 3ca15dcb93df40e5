/** What makes a delivery count once: inbox and idempotency rows, the acknowledgement, and the parked messages. */
import type { Mutant } from './mutant.ts'

const unitOfWork = 'packages/outbox/src/unit-of-work.ts'
const inbox = 'packages/outbox/src/inbox.ts'
const idempotency = 'packages/outbox/src/idempotency.ts'
const consumer = 'packages/outbox/src/consumer.ts'
const parked = 'packages/outbox/src/parked.ts'
const parkedTable = 'packages/outbox/src/postgres/parked.ts'
const schedules = 'packages/outbox/src/schedules.test.ts'
const retriesTest = 'packages/outbox/src/retries.test.ts'
const idempotencyTest = 'packages/outbox/src/idempotency.test.ts'

export const deliveryMutants: readonly Mutant[] = [
  {
    name: 'inbox-row',
    without: 'a message that comes again has its effect again',
    edits: [
      {
        file: inbox,
        text: 'if (row === null) return { settled: true, reply: undefined }',
        becomes: 'if (row === null) return proceed',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'a message whose effect was committed and not acknowledged has it once',
    },
  },
  {
    name: 'inbox-row-apart',
    without: 'the inbox row is committed before the effect',
    edits: [
      {
        file: unitOfWork,
        text: 'await guard.enter(transaction)',
        becomes: 'await parts.database.transaction((apart) => guard.enter(apart))',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'a message whose effect was not committed has it when it comes again',
    },
  },
  {
    name: 'acknowledge-after-commit',
    without: 'a message is acknowledged while its effect is on its way',
    edits: [
      {
        file: consumer,
        text: 'await parts.deliver(decodeNotice(',
        becomes: 'void parts.deliver(decodeNotice(',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'a message is acknowledged after its effect has committed, not while it is on its way',
    },
  },
  {
    name: 'lost-lane',
    without: 'who has lost the lane of a message parks it all the same',
    edits: [
      { file: consumer, text: 'if (cancellation.reason !== null) throw failure', becomes: '' },
    ],
    caughtBy: {
      file: 'packages/outbox/src/consumer.test.ts',
      title: 'a message whose lane is lost is left to the next holder',
    },
  },
  {
    name: 'kills-process',
    without: 'a message that kills its process is begun again for ever',
    edits: [
      { file: consumer, text: 'if (isSettled || started > startsMax)', becomes: 'if (isSettled)' },
    ],
    caughtBy: {
      file: 'packages/outbox/src/consumer.test.ts',
      title: 'a message that kills its process is dead after its allowed starts, once and for all',
    },
  },
  {
    name: 'idempotency-row',
    without: 'a command that is repeated is worked on again',
    edits: [
      {
        file: idempotency,
        text: 'return isNew ? proceed : settledBy(',
        becomes: 'return isNew || true ? proceed : settledBy(',
      },
    ],
    caughtBy: {
      file: idempotencyTest,
      title: 'a repeated command is answered alike and worked on once',
    },
  },
  {
    name: 'idempotency-row-late',
    without: 'the idempotency row is written after the work, not before it',
    edits: [
      {
        file: unitOfWork,
        text: 'const entry = await guard.enter(transaction)',
        becomes: 'const { reply, emitted } = await runWork(transaction, guard, work)',
      },
      {
        file: unitOfWork,
        text: 'if (entry.settled) return { reply: entry.reply, told: false }',
        becomes: 'const entry = await guard.enter(transaction)',
      },
      {
        file: unitOfWork,
        text: '        const { reply, emitted } = await runWork(transaction, guard, work)\n        const notices',
        becomes:
          '        if (entry.settled) return { reply: entry.reply, told: false }\n        const notices',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'a command that comes again while it is worked on is worked on once',
    },
  },
  {
    name: 'stored-reply',
    without: 'a command that is repeated is answered with nothing',
    edits: [
      {
        file: idempotency,
        text: 'return { settled: true, reply: fromStoredReply(stored) }',
        becomes: 'return { settled: true, reply: null }',
      },
    ],
    caughtBy: {
      file: idempotencyTest,
      title: 'a repeated command is answered alike and worked on once',
    },
  },
  {
    name: 'request-hash',
    without: 'a key that is used for another input answers with the reply of the first',
    edits: [{ file: idempotency, text: 'row.request_hash !== scope.hash', becomes: 'false' }],
    caughtBy: {
      file: idempotencyTest,
      title: 'the same key with another input is refused as a precondition, 422 over HTTP',
    },
  },
  {
    name: 'key-of-a-subject',
    without: 'one caller is answered with the stored reply of another',
    edits: [{ file: idempotency, text: "call.context.principal?.subject ?? ''", becomes: "''" }],
    caughtBy: { file: idempotencyTest, title: 'a key belongs to one subject and one operation' },
  },
  {
    name: 'block-key',
    without: 'a message overtakes a parked one of its key',
    edits: [
      {
        file: inbox,
        text: "if (row.waiting && policy === 'block-key') throw mustWait()",
        becomes: '',
      },
    ],
    caughtBy: {
      file: 'packages/outbox/src/consumer.test.ts',
      title: 'later messages of a parked key go behind it, in order',
    },
  },
  {
    name: 'block-key-of-retries',
    without: 'a parked message is tried although one before it waits or is dead',
    edits: [{ file: parkedTable, text: 'and before.n < due.n', becomes: 'and false' }],
    caughtBy: {
      file: schedules,
      title: 'a message behind a dead one is not tried, while those of other keys are',
    },
  },
  {
    name: 'behind-one-leaving',
    without: 'who is put behind a message that is just leaving is forgotten',
    edits: [
      {
        file: parkedTable,
        text: 'order by n desc limit 1 for update',
        becomes: 'order by n desc limit 1',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'a message put behind one that is just leaving waits for nobody',
    },
  },
  {
    name: 'parked-once',
    without: 'a message that fails again when it comes again is parked twice',
    edits: [
      {
        file: parked,
        text: 'if (!(await inbox.add(sql, consumer, id))) return',
        becomes: 'await inbox.add(sql, consumer, id)',
      },
    ],
    caughtBy: {
      file: schedules,
      title: 'a message that fails again when it is delivered again is parked once',
    },
  },
  {
    name: 'one-try-has-the-effect',
    without: 'a try that outlived its claim has the effect beside the next one',
    edits: [
      {
        file: 'packages/outbox/src/retries.ts',
        text: '(await takeAway(sql, claimed)) ? proceed',
        becomes: '(await takeAway(sql, claimed)) || true ? proceed',
      },
    ],
    caughtBy: {
      file: retriesTest,
      title: 'a try that outlives its claim has no effect beside the next one',
    },
  },
  {
    name: 'claim-of-a-try',
    without: 'a try that outlived its claim writes down its failure over the next one',
    edits: [
      {
        file: parkedTable,
        text: 'error = ${error}::jsonb\n      where consumer = ${consumer} and key = ${key} and n = ${n} and started = ${started}',
        becomes:
          'error = ${error}::jsonb\n      where consumer = ${consumer} and key = ${key} and n = ${n}',
      },
    ],
    caughtBy: {
      file: retriesTest,
      title: 'a try that fails after its claim ended says nothing about the next one',
    },
  },
  {
    name: 'inbox-row-of-a-parked',
    without: 'the inbox row of a message that still waits is swept away',
    edits: [
      {
        file: 'packages/outbox/src/postgres/inbox.ts',
        text: 'and not exists (select 1 from atoll.parked\n            where parked.consumer',
        becomes:
          'and not exists (select 1 from atoll.parked\n            where false and parked.consumer',
      },
    ],
    caughtBy: {
      file: 'packages/outbox/src/retention.test.ts',
      title: 'the inbox row of a parked message stays, however old',
    },
  },
]
