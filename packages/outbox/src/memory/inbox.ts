/** By what messages and commands that come twice are recognised, in memory. */
import type { AttemptTable, IdempotencyTable, InboxTable, SweepTable } from '../tables.ts'
import { read, write } from './handle.ts'
import type { MemoryTable } from './session.ts'
import type { MemoryStore, StoredMessage } from './store.ts'

const msOfHour = 3_600_000

export function createInbox({ inbox, parked }: MemoryStore): InboxTable {
  const insert = async (
    session: Parameters<typeof inbox.lock>[0],
    { consumer, id }: Omit<StoredMessage, 'at'>,
  ) => {
    const place = placeOf(consumer, id)
    if ((await inbox.lock(session, place)) !== null) return false
    inbox.put(session, place, { consumer, id, at: session.begunAt })
    return true
  }
  return {
    enter: (sql, { consumer, id, key }) =>
      write(sql, 'inbox.enter', async (session) => {
        // A statement sees the rest as it was when it began, however long it waits for the row.
        const waiting = parked
          .list(session)
          .some((row) => row.consumer === consumer && row.key === key)
        return (await insert(session, { consumer, id })) ? { waiting } : null
      }),
    add: (sql, consumer, id) =>
      write(sql, 'inbox.add', (session) => insert(session, { consumer, id })),
    sweep: sweepOf(
      inbox,
      ({ consumer, id }) => placeOf(consumer, id),
      (row, session) =>
        !parked
          .list(session)
          .some(({ consumer, id }) => consumer === row.consumer && id === row.id),
    ),
  }
}

export function createAttempts({ attempts, inbox }: MemoryStore): AttemptTable {
  return {
    begin: (sql, consumer, id) =>
      write(sql, 'attempts.begin', async (session) => {
        const place = placeOf(consumer, id)
        const isSettled = inbox.get(session, place) !== null
        const before = await attempts.lock(session, place)
        const started = (before?.started ?? 0) + 1
        const at = before?.at ?? session.begunAt
        attempts.put(session, place, { consumer, id, started, at })
        return { started, isSettled }
      }),
    forget: (sql, consumer, id) =>
      write(sql, 'attempts.forget', async (session) => {
        const place = placeOf(consumer, id)
        await attempts.lock(session, place)
        attempts.put(session, place, null)
      }),
    sweep: sweepOf(attempts, ({ consumer, id }) => placeOf(consumer, id)),
  }
}

export function createIdempotency({ commands }: MemoryStore): IdempotencyTable {
  const placeOfScope = (scope: { subject: string; operation: string; key: string }) =>
    JSON.stringify([scope.subject, scope.operation, scope.key])
  return {
    add: (sql, { subject, operation, key }, requestHash) =>
      write(sql, 'idempotency.add', async (session) => {
        const place = placeOfScope({ subject, operation, key })
        if ((await commands.lock(session, place)) !== null) return false
        const at = session.begunAt
        commands.put(session, place, { subject, operation, key, requestHash, reply: null, at })
        return true
      }),
    read: (sql, scope) =>
      read(sql, 'idempotency.read', (session) => {
        const row = commands.get(session, placeOfScope(scope))
        if (row === null) return null
        const reply: unknown = row.reply === null ? null : JSON.parse(row.reply)
        return { request_hash: row.requestHash, reply }
      }),
    answer: (sql, scope, reply) =>
      write(sql, 'idempotency.answer', async (session) => {
        const row = await commands.lock(session, placeOfScope(scope))
        if (row !== null) commands.put(session, placeOfScope(scope), { ...row, reply })
      }),
    sweep: sweepOf(commands, placeOfScope),
  }
}

function placeOf(consumer: string, id: string): string {
  return `${consumer} ${id}`
}

function sweepOf<Row extends { readonly at: number }>(
  table: MemoryTable<Row>,
  placeIn: (row: Row) => string,
  mayGo: (row: Row, session: Parameters<typeof table.lock>[0]) => boolean = () => true,
): SweepTable {
  return (sql, { hours, rowsMax }) =>
    write(sql, `${table.name}.sweep`, async (session) => {
      const old = table
        .list(session)
        .filter((row) => row.at < session.begunAt - hours * msOfHour && mayGo(row, session))
        .slice(0, rowsMax)
      for (const row of old) {
        await table.lock(session, placeIn(row))
        table.put(session, placeIn(row), null)
      }
      return old.length
    })
}
