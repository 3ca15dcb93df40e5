import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPool } from '@atoll/postgres'
import { openTestDatabase, openWire } from '@atoll/postgres/testing'
import { type StorageSubject, storageConformance } from '@atoll/storage/conformance'
import { openPostgres } from './open.ts'

const application = 'conformance'

async function openSubject(): Promise<StorageSubject> {
  const test = await openTestDatabase()
  const admin = await openPool({ url: test.superuserUrl, connectionsMax: 1 })
  const database = await openPostgres({ url: test.url, application })
  const count = async (state: string): Promise<number> => {
    const text = `select count(*) from pg_stat_activity where datname = current_database()
      and application_name = $1 and state = any($2)`
    const values = [application, state.split(',')]
    const { rows } = await admin.query<{ count: number }>({ text, values })
    return rows[0]?.count ?? -1
  }
  return {
    database,
    sleep: (sql) => sql`select pg_sleep(60)`,
    running: () => count('active'),
    openTransactions: () => count('idle in transaction,idle in transaction (aborted)'),
    endSessions: async () => {
      const text = `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = $1 and datname = current_database()`
      await admin.query({ text, values: [application] })
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await admin[Symbol.asyncDispose]()
      await test[Symbol.asyncDispose]()
    },
  }
}

storageConformance('postgres', openSubject)

test('values come out as JSON can hold them, and bytes', async () => {
  await using subject = await openSubject()
  const sql = subject.database.reader()
  const at = new Date('2026-01-02T03:04:05.678Z')
  const [row] = await sql`select ${at}::timestamptz as at, ${'2026-01-02'}::date as day,
    ${9_007_199_254_740_991}::int8 as large, 1.10::numeric as exact, ${[1, 2]}::int8[] as many,
    ${{ a: [1] }}::jsonb as json, ${JSON.stringify([1, 'x'])}::jsonb as list, ${true}::bool as flag,
    interval '1 day' as span, '2026-01-02 03:04'::timestamp as local, ${null}::text as nothing,
    ${new Uint8Array([1, 255])}::bytea as bytes, array[${at}::timestamptz, null] as moments`
  assert.deepEqual(row, {
    at: '2026-01-02T03:04:05.678Z',
    day: '2026-01-02',
    large: 9_007_199_254_740_991,
    exact: '1.10',
    many: [1, 2],
    json: { a: [1] },
    list: [1, 'x'],
    flag: true,
    span: '1 day',
    local: '2026-01-02T03:04:00',
    nothing: null,
    bytes: Buffer.from([1, 255]),
    moments: ['2026-01-02T03:04:05.678Z', null],
  })
  await assert.rejects(sql`select 9007199254740992::int8`, /safe integer: select it as text/)
  await assert.rejects(sql`select -9007199254740992::int8`, /safe integer/)
})

test('a lost answer to the commit is in doubt, whether it happened or not', async () => {
  await using test = await openTestDatabase()
  await using wire = await openWire(test.url)
  await using database = await openPostgres({ url: wire.url })
  const migrations = [{ id: '0001-a', sql: 'create table a (id int)' }]
  await database.migrate({ owner: 'x', migrations })
  for (const [id, where] of [
    [1, 'after'],
    [2, 'before'],
  ] as const) {
    wire.cut('commit', where)
    await assert.rejects(
      database.transaction(({ sql }) => sql`insert into a values (${id})`),
      { kind: 'unavailable', executed: 'unknown' },
    )
  }
  assert.deepEqual(await database.reader()`select id from a`, [{ id: 1 }])
})

test('a changed table does not break statements that were prepared before', async () => {
  await using subject = await openSubject()
  const { database } = subject
  await database.migrate({
    owner: 'x',
    migrations: [{ id: '0001-a', sql: 'create table a (id int)' }],
  })
  const read = () => database.reader()`select * from a`
  await read()
  await database.migrate({
    owner: 'y',
    migrations: [{ id: '0001-b', sql: 'alter table a add column note text' }],
  })
  await assert.rejects(read(), { kind: 'unavailable', executed: 'no' })
  assert.deepEqual(await read(), [])
})
