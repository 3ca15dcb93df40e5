/** The outbox in a service with a `pg` pool and transactions of its own; the pool here is pg's, the server a real one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fields, silentLog, systemClock } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { openTestDatabase } from '@atoll/postgres/testing'
import { openPostgres } from '@atoll/storage-postgres'
import pg from 'pg'
import { openOutbox, outboxMigrations, type Published } from './index.ts'
import { until } from './testing.ts'

/** A service's database, its pool, and what its channel was handed. */
async function openService() {
  const database = await openTestDatabase()
  const pool = new pg.Pool({ connectionString: database.url, max: 4 })
  // The pool's end does not wait for its connections to be closed, and the test's database ends them.
  pool.on('error', () => {})
  await pool.query('create table orders (id text primary key)')
  const published: Published[] = []
  return {
    url: database.url,
    pool,
    published,
    async [Symbol.asyncDispose]() {
      await pool.end()
      await database[Symbol.asyncDispose]()
    },
  }
}

const topics = ['orders.placed']
const placed = (id: string) => ({ topic: 'orders.placed', key: id, data: { id, list: [1, null] } })

test('what a committed transaction tells is published once, in order, and what is undone is not', async () => {
  await using service = await openService()
  const { pool, published } = service
  const publish = async (messages: readonly Published[]) => void published.push(...messages)
  await using outbox = await openOutbox({ pool, topics, publish })
  for (const [id, end] of [
    ['a', 'commit'],
    ['b', 'rollback'],
    ['c', 'commit'],
  ] as const) {
    const client = await pool.connect()
    await client.query('begin')
    await client.query('insert into orders values ($1)', [id])
    await outbox.add(client, { ...placed('one'), data: { id } }, placed(id))
    await client.query(end)
    client.release()
  }
  await until(() => published.length === 4)
  const ofOne = published.filter(({ key }) => key === 'one').map(({ data }) => data)
  assert.deepEqual(ofOne, [{ id: 'a' }, { id: 'c' }])
  const [last] = published.filter(({ key }) => key === 'c')
  assert.deepEqual([last?.topic, last?.data], ['orders.placed', { id: 'c', list: [1, null] }])
  assert.ok(Math.abs(systemClock.now() - (last?.at ?? 0)) < 60_000)
  assert.equal(new Set(published.map(({ id }) => id)).size, 4)
})

test('whatever JSON can say is told, null too, and texts that only look like escapes', async () => {
  await using service = await openService()
  const { pool, published } = service
  const publish = async (messages: readonly Published[]) => void published.push(...messages)
  await using outbox = await openOutbox({ pool, topics, publish })
  const said = [null, 0, false, '', [null], { a: null }, '\\u0000 \\\\ud800', '\u{1f600}', '\ud7ff']
  const client = await onlyClient(pool)
  await outbox.add(client, ...said.map((data) => ({ ...placed('one'), data })))
  await until(() => published.length === said.length)
  assert.deepEqual(
    published.map(({ data }) => data),
    said,
  )
})

test('what the channel did not take comes again', async () => {
  await using service = await openService()
  const { pool, published } = service
  let tries = 0
  const warned: string[] = []
  const publish = async (messages: readonly Published[]) => {
    tries += 1
    if (tries === 1) throw new Error('the broker is away')
    published.push(...messages)
  }
  const hear = (warning: Error) => void warned.push(warning.message)
  process.on('warning', hear)
  await using outbox = await openOutbox({ pool, topics, publish })
  await outbox.add(await onlyClient(pool), placed('a'))
  await until(() => published.length === 1)
  process.off('warning', hear)
  assert.equal(tries, 2)
  assert.match(warned.join(), /could not publish.*the broker is away/)
})

/** A connection outside of a transaction: each statement is one. */
async function onlyClient(pool: pg.Pool): Promise<pg.PoolClient> {
  const client = await pool.connect()
  client.release()
  return client
}

test('a connection that is lost under the relay ends no process, and the next one is used', async () => {
  await using service = await openService()
  const { pool, published } = service
  const publish = async (messages: readonly Published[]) => void published.push(...messages)
  await using outbox = await openOutbox({ pool, topics, publish })
  const client = await pool.connect()
  for (let round = 0; round < 20; round += 1)
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
  await outbox.add(client, placed('a'))
  client.release()
  await until(() => published.length === 1)
})

test('parsers and statements of the service are left alone, and change nothing here', async () => {
  await using service = await openService()
  const types = { getTypeParser: () => () => 'something else' }
  await using pool = Object.assign(new pg.Pool({ connectionString: service.url, types }), {
    [Symbol.asyncDispose]: async () => {},
  })
  // Its end does not wait for connections, and the server may end one first.
  pool.on('error', () => {})
  const published: Published[] = []
  await using outbox = await openOutbox({
    pool,
    topics,
    publish: async (messages) => published.push(...messages),
  })
  await outbox.add(await onlyClient(pool), placed('a'))
  await until(() => published.length === 1)
  assert.deepEqual(published[0]?.data, { id: 'a', list: [1, null] })
  const { rows } = await pool.query<{ one: unknown }>('select 1 as one')
  assert.deepEqual(rows, [{ one: 'something else' }])
  await outbox[Symbol.asyncDispose]()
  await pool.end()
})

test('a database that the platform has migrated is known again, and the other way round', async () => {
  await using service = await openService()
  await using platform = await openPostgres({ url: service.url })
  await platform.migrate(outboxMigrations)
  const publish = async () => {}
  await using outbox = await openOutbox({ pool: service.pool, topics, publish })
  await outbox.add(await onlyClient(service.pool), placed('a'))
  await platform.migrate(outboxMigrations)
})

test('a role that may not change schemas opens the outbox whose tables are there', async () => {
  await using database = await openTestDatabase()
  await using superuser = ended(new pg.Pool({ connectionString: database.superuserUrl }))
  await using pool = ended(new pg.Pool({ connectionString: database.url }))
  const published: Published[] = []
  const publish = async (messages: readonly Published[]) => published.push(...messages)
  await (await openOutbox({ pool, topics, publish }))[Symbol.asyncDispose]()
  // Whoever owns a database may change its schemas.
  await superuser.query(`alter database ${database.name} owner to current_user`)
  await superuser.query(
    `grant connect on database ${database.name} to ${new URL(database.url).username}`,
  )
  await assert.rejects(pool.query('create table mine ()'), /permission denied/)
  await using outbox = await openOutbox({ pool, topics, publish })
  await outbox.add(await onlyClient(pool), placed('a'))
  await until(() => published.length === 1)
})

test('tables that disagree with this version are refused', async () => {
  await using service = await openService()
  const { pool } = service
  const open = () => openOutbox({ pool, topics, publish: async () => {} })
  await (await open())[Symbol.asyncDispose]()
  await pool.query("update atoll_migration set hash = 'another'")
  await assert.rejects(open(), { code: 'storage.migration_edited' })
})

test('a channel that never answers is given up after a while, and has it again', async () => {
  await using service = await openService()
  const { pool, published } = service
  const clock = createSimulatedClock(systemClock.now())
  const warned: string[] = []
  const log = {
    ...silentLog,
    warn: ({ error }: Fields, message: string) => warned.push(`${message}: ${String(error)}`),
  }
  let tries = 0
  const publish = async (messages: readonly Published[]) => {
    tries += 1
    if (tries === 1) await new Promise(() => {})
    published.push(...messages)
  }
  await using outbox = await openOutbox({ pool, topics, publish, clock, log })
  await outbox.add(await onlyClient(pool), placed('a'))
  const pass = async (ms: number) => await clock.advance(ms)
  await until(async () => (await pass(250), tries === 1))
  await pass(29_000)
  assert.deepEqual(warned, [])
  await pass(1_000)
  await until(async () => (await pass(250), published.length === 1))
  assert.equal(tries, 2)
  assert.match(warned.join(), /could not publish.*30000 ms/)
})

/** A pool that ends with its test. */
function ended(pool: pg.Pool): pg.Pool & AsyncDisposable {
  pool.on('error', () => {})
  return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.end() })
}

test('what cannot be told is refused before it is written', async () => {
  await using service = await openService()
  const { pool } = service
  const open = (names: readonly string[]) =>
    openOutbox({ pool, topics: names, publish: async () => {} })
  await assert.rejects(open(['placed']), /write a topic like orders.placed, not 'placed'/)
  await using outbox = await open(topics)
  const client = await onlyClient(pool)
  // What a program without types would do.
  const wrong = pool as unknown as pg.PoolClient
  const nobody = undefined as unknown as pg.PoolClient
  const numbered = { ...placed('a'), key: 7 as unknown as string }
  await assert.rejects(outbox.add(wrong, placed('a')), /give the connection of your transaction/)
  await assert.rejects(
    outbox.add(client, { ...placed('a'), topic: 'orders.paid' }),
    /orders\.paid is none of the topics/,
  )
  await assert.rejects(outbox.add(client, { ...placed('a'), data: undefined }), /as JSON/)
  await assert.rejects(outbox.add(client, placed('a'.repeat(2_000))), { code: 'message_invalid' })
  for (const data of ['a\0b', { a: ['\ud800'] }, { '\udfff': 1 }, '\\\0'])
    await assert.rejects(outbox.add(client, { ...placed('a'), data }), { code: 'message_invalid' })
  await assert.rejects(outbox.add(client, numbered), /write the key of orders\.placed as a text/)
  await assert.rejects(outbox.add(nobody, placed('a')), /give the connection of your transaction/)
  const { rows } = await pool.query('select 1 from atoll.outbox')
  assert.equal(rows.length, 0)
})
