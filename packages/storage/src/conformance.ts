/**
 * What every storage adapter must do, as tests. An adapter's own test calls it with a way to open a fresh database;
 * there is no memory twin, since SQL is what services write: the embedded server plays that part.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { migrationCases } from './conformance-migrations.ts'
import { StatementRefused, sqlState, uniqueViolation } from './refused.ts'
import type { Database, Sql } from './storage.ts'

/** A fresh database and what a test may do to it from outside. */
export interface StorageSubject extends AsyncDisposable {
  readonly database: Database
  /** Runs one statement that lasts a minute. */
  sleep(sql: Sql): Promise<unknown>
  /** Statements that the server is running for `database`. */
  running(): Promise<number>
  /** Sessions of `database` that hold a transaction open. */
  openTransactions(): Promise<number>
  /** Ends every session of `database` in the server. */
  endSessions(): Promise<void>
}

/** Opens a subject for one test. */
export type OpenStorage = () => Promise<StorageSubject>

/** Registers the suite with node:test. */
export function storageConformance(name: string, open: OpenStorage): void {
  transactionCases(name, open)
  savepointCases(name, open)
  endingCases(name, open)
  losingCases(name, open)
  valueCases(name, open)
  migrationCases(name, open)
}

const tables = {
  owner: 'conformance',
  migrations: [
    {
      id: '0001-items',
      sql: 'create table item (id int primary key, note text); create table other (id int)',
    },
  ],
}

/** Waits for a condition that the server brings about. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}

async function idsIn(database: Database): Promise<number[]> {
  const rows = await database.reader()<{ id: number }>`select id from item order by id`
  return rows.map(({ id }) => id)
}

async function withItems(
  open: OpenStorage,
  work: (subject: StorageSubject) => Promise<void>,
): Promise<void> {
  await using subject = await open()
  await subject.database.migrate(tables)
  await work(subject)
}

function transactionCases(name: string, open: OpenStorage): void {
  test(`${name}: a transaction that resolves is committed, and its result is returned`, () =>
    withItems(open, async ({ database }) => {
      const result = await database.transaction(async ({ sql }) => {
        await sql`insert into item (id) values (${1})`
        return sql<{ id: number }>`select id from item`
      })
      assert.deepEqual(result, [{ id: 1 }])
      assert.deepEqual(await idsIn(database), [1])
    }))

  test(`${name}: a transaction that throws leaves nothing, and throws the same`, () =>
    withItems(open, async (subject) => {
      const thrown = new Error('mine')
      const failing = subject.database.transaction(async ({ sql }) => {
        await sql`insert into item (id) values (1)`
        throw thrown
      })
      await assert.rejects(failing, (error) => error === thrown)
      assert.deepEqual(await idsIn(subject.database), [])
      await until(async () => (await subject.openTransactions()) === 0)
    }))

  test(`${name}: a refused statement shows its SQLSTATE and no words of the vendor`, () =>
    withItems(open, async ({ database }) => {
      const twice = database.transaction(async ({ sql }) => {
        await sql`insert into item (id) values (1)`
        await sql`insert into item (id) values (1)`
      })
      await assert.rejects(twice, (error: Error) => {
        assert.ok(error instanceof StatementRefused)
        assert.equal(sqlState(new Error('outer', { cause: error })), uniqueViolation)
        assert.doesNotMatch(error.message, /duplicate/)
        return true
      })
      assert.deepEqual(await idsIn(database), [])
    }))

  test(`${name}: a caught error of a statement commits nothing and says so`, () =>
    withItems(open, async ({ database }) => {
      const swallowing = database.transaction(async ({ sql }) => {
        await sql`insert into item (id) values (1)`
        await sql`insert into item (id) values (1)`.catch(() => {})
      })
      await assert.rejects(swallowing, /savepoint\(\)/)
      assert.deepEqual(await idsIn(database), [])
    }))

  test(`${name}: statements sent together run in order`, () =>
    withItems(open, async ({ database }) => {
      await database.transaction(async ({ sql }) => {
        const numbers = Array.from({ length: 50 }, (_, index) => index)
        await Promise.all(numbers.map((id) => sql`insert into item (id) values (${id})`))
      })
      assert.equal((await idsIn(database)).length, 50)
    }))

  test(`${name}: sql fails clearly once its transaction has ended`, () =>
    withItems(open, async ({ database }) => {
      const escaped = await database.transaction(async ({ sql }) => {
        await sql`select 1`
        return { sql }
      })
      await assert.rejects(escaped.sql`insert into item (id) values (1)`, /has ended/)
      assert.deepEqual(await idsIn(database), [])
    }))
}

function savepointCases(name: string, open: OpenStorage): void {
  test(`${name}: a savepoint is undone alone when its result is not kept or it throws`, () =>
    withItems(open, async ({ database }) => {
      const result = await database.transaction(async ({ sql, savepoint }) => {
        await sql`insert into item (id) values (1)`
        const add = (id: number) => async () => {
          await sql`insert into item (id) values (${id})`
          return id
        }
        await savepoint(add(2), () => false)
        await savepoint(add(3), () => true)
        await assert.rejects(
          savepoint(add(1), () => true),
          { sqlState: uniqueViolation },
        )
        return savepoint(add(4), (id) => id === 4)
      })
      assert.equal(result, 4)
      assert.deepEqual(await idsIn(database), [1, 3, 4])
    }))

  test(`${name}: savepoints nest`, () =>
    withItems(open, async ({ database }) => {
      await database.transaction(({ sql, savepoint }) =>
        savepoint(
          async () => {
            await sql`insert into item (id) values (1)`
            await savepoint(
              () => sql`insert into item (id) values (2)`,
              () => false,
            )
          },
          () => true,
        ),
      )
      assert.deepEqual(await idsIn(database), [1])
    }))

  test(`${name}: savepoints that overlap are refused`, () =>
    withItems(open, async ({ database }) => {
      const overlapping = database.transaction(async ({ sql, savepoint }) => {
        const keep = (): boolean => true
        const first = savepoint(async () => 1, keep)
        const second = savepoint(() => sql`select ${1}`, keep)
        await Promise.all([first, second])
      })
      await assert.rejects(overlapping, /overlap/)
    }))
}

function endingCases(name: string, open: OpenStorage): void {
  test(`${name}: a fired signal stops the statement in the server and rolls back`, () =>
    withItems(open, async (subject) => {
      const stop = new AbortController()
      const reason = new Fault({ kind: 'deadline', code: 'deadline', message: 'too late' })
      const long = subject.database.transaction(
        async ({ sql }) => {
          await sql`insert into item (id) values (1)`
          await subject.sleep(sql)
        },
        { signal: stop.signal },
      )
      await until(async () => (await subject.running()) === 1)
      stop.abort(reason)
      await assert.rejects(long, (error) => error === reason)
      await until(async () => (await subject.openTransactions()) === 0)
      await until(async () => (await subject.running()) === 0)
      assert.deepEqual(await idsIn(subject.database), [])
    }))

  test(`${name}: a fired signal ends a transaction whose work waits for something else`, () =>
    withItems(open, async (subject) => {
      const stop = new AbortController()
      const { promise: never } = Promise.withResolvers<void>()
      const hanging = subject.database.transaction(
        async ({ sql }) => {
          await sql`insert into item (id) values (1)`
          stop.abort()
          await never
        },
        { signal: stop.signal },
      )
      await assert.rejects(hanging, { kind: 'cancelled' })
      await until(async () => (await subject.openTransactions()) === 0)
      assert.deepEqual(await idsIn(subject.database), [])
    }))

  test(`${name}: a fired signal stops a read`, () =>
    withItems(open, async (subject) => {
      const stop = new AbortController()
      const long = subject.sleep(subject.database.reader({ signal: stop.signal }))
      await until(async () => (await subject.running()) === 1)
      stop.abort()
      await assert.rejects(long, { kind: 'cancelled' })
      await until(async () => (await subject.running()) === 0)
    }))
}

function losingCases(name: string, open: OpenStorage): void {
  test(`${name}: a lost connection is unavailable and had no effect; the next transaction works`, () =>
    withItems(open, async (subject) => {
      const lost = subject.database.transaction(async ({ sql }) => {
        await sql`insert into item (id) values (1)`
        await subject.endSessions()
        await sql`insert into item (id) values (2)`
      })
      await assert.rejects(lost, { kind: 'unavailable', executed: 'no' })
      await subject.database.transaction(({ sql }) => sql`insert into item (id) values (3)`)
      assert.deepEqual(await idsIn(subject.database), [3])
    }))

  test(`${name}: a deadlock is unavailable to one of the two, without effect`, () =>
    withItems(open, async ({ database }) => {
      await database.transaction(async ({ sql }) => {
        await sql`insert into item (id) values (1), (2)`
      })
      const bothHold = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
      const lockBoth = (first: number, second: number) =>
        database.transaction(async ({ sql }) => {
          await sql`select from item where id = ${first} for update`
          bothHold[first === 1 ? 0 : 1].resolve()
          await Promise.all([bothHold[0].promise, bothHold[1].promise])
          await sql`select from item where id = ${second} for update`
        })
      const ends = await Promise.allSettled([lockBoth(1, 2), lockBoth(2, 1)])
      const refused = ends
        .filter((end) => end.status === 'rejected')
        .map((end) => Fault.from(end.reason))
      assert.deepEqual(
        refused.map(({ kind, executed }) => ({ kind, executed })),
        [{ kind: 'unavailable', executed: 'no' }],
      )
    }))

  test(`${name}: check answers, and a closed database refuses`, async () => {
    await using subject = await open()
    await subject.database.check()
    await subject.database[Symbol.asyncDispose]()
    await assert.rejects(subject.database.check(), { kind: 'unavailable', executed: 'no' })
    await assert.rejects(
      subject.database.transaction(({ sql }) => sql`select 1`),
      { kind: 'unavailable' },
    )
  })
}

function valueCases(name: string, open: OpenStorage): void {
  test(`${name}: a reader refuses to write, in whatever clothes`, () =>
    withItems(open, async ({ database }) => {
      const sql = database.reader()
      const readOnly = { name: 'Fault', code: 'storage.read_only' }
      await assert.rejects(sql`insert into item (id) values (1)`, readOnly)
      await assert.rejects(
        sql`with added as (insert into item (id) values (2) returning id) select id from added`,
        readOnly,
      )
      assert.deepEqual(await idsIn(database), [])
    }))

  test(`${name}: values are never part of the text, and undefined is refused`, () =>
    withItems(open, async ({ database }) => {
      const nasty = "'); drop table item; --"
      await database.transaction(({ sql }) => sql`insert into item values (1, ${nasty})`)
      const [row] = await database.reader()<{ note: string }>`select note from item`
      assert.equal(row?.note, nasty)
      await assert.rejects(database.reader()`select ${undefined}`, /undefined/)
    }))
}
