import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { encodeCancel } from './cancel.ts'
import { openPool, type Pool, type PoolSettings } from './pool.ts'
import { openTestDatabase, openWire, type TestDatabase } from './testing.ts'

let database: TestDatabase
let admin: Pool
before(async () => {
  database = await openTestDatabase()
  admin = await openPool({ url: database.superuserUrl, connectionsMax: 1 })
})
after(async () => {
  await admin[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const open = (settings: Partial<PoolSettings> = {}) =>
  openPool({ url: database.url, application: 'pool-test', ...settings })

async function running(): Promise<number> {
  const { rows } = await admin.query<{ count: number }>({
    text: `select count(*) from pg_stat_activity where application_name = 'pool-test' and state = 'active'`,
  })
  return rows[0]?.count ?? -1
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate)
}

const endSessions = () =>
  admin.query({
    text: `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pool-test'`,
  })

test('a fired signal stops the statement in the server', async () => {
  await using pool = await open()
  const stop = new AbortController()
  const asleep = pool.query({ text: 'select pg_sleep(60)' }, { signal: stop.signal })
  await until(async () => (await running()) === 1)
  stop.abort()
  await assert.rejects(asleep, { name: 'Fault', kind: 'cancelled' })
  await until(async () => (await running()) === 0)
  assert.deepEqual((await pool.query({ text: 'select 1 as one' })).rows, [{ one: 1 }])
})

test('a cancelled connection is not given to the next user', async () => {
  await using pool = await open({ connectionsMax: 1 })
  const pid = async () =>
    (await pool.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' })).rows[0]?.pid
  const first = await pid()
  assert.equal(await pid(), first)
  const stop = new AbortController()
  const asleep = pool.query({ text: 'select pg_sleep(60)' }, { signal: stop.signal })
  await until(async () => (await running()) === 1)
  stop.abort()
  await assert.rejects(asleep)
  assert.notEqual(await pid(), first)
})

test('a signal that has fired already runs nothing', async () => {
  await using pool = await open()
  const signal = AbortSignal.abort()
  await assert.rejects(pool.query({ text: 'create table never ()' }, { signal }), {
    kind: 'cancelled',
  })
  await assert.rejects(pool.query({ text: 'select from never' }), { code: '42P01' })
})

test('a caller that leaves while it waits does not keep the connection it would have got', async () => {
  await using pool = await open({ connectionsMax: 1 })
  const held = await pool.acquire()
  const stop = new AbortController()
  const waiting = pool.acquire({ signal: stop.signal })
  stop.abort()
  await assert.rejects(waiting, { kind: 'cancelled' })
  held.release()
  await pool.query({ text: 'select 1' })
})

test('waiting is bounded in number and time', async () => {
  // Long enough to open the first connection on a busy machine.
  await using pool = await open({ connectionsMax: 1, waitersMax: 1, acquireTimeoutMs: 1_000 })
  const held = await pool.acquire()
  const waits = assert.rejects(pool.acquire(), { code: 'postgres.unreachable', executed: 'no' })
  await assert.rejects(pool.acquire(), { kind: 'limited', code: 'postgres.queue_full' })
  await waits
  held.release()
})

test('a connection that is lost is a fault, idle or not, and the next one works', async () => {
  await using pool = await open({ connectionsMax: 2 })
  const asleep = pool.query({ text: 'select pg_sleep(60)' })
  await pool.query({ text: 'select 1' })
  await until(async () => (await running()) === 1)
  const lost = assert.rejects(asleep, { code: 'postgres.lost', executed: 'unknown' })
  await endSessions()
  await lost
  await until(async () => pool.counts().open === 0)
  await pool.query({ text: 'select 1' })
})

test('a pool that only reads refuses to write, and a lost answer had no effect', async () => {
  await using pool = await open({ readOnly: true })
  await assert.rejects(pool.query({ text: 'create table never ()' }), { code: '25006' })
  const asleep = pool.query({ text: 'select pg_sleep(60)' })
  await until(async () => (await running()) === 1)
  const lost = assert.rejects(asleep, { code: 'postgres.lost', executed: 'no' })
  await endSessions()
  await lost
})

test('the begin of a transaction and of its parts travel with the first statement', async () => {
  await using wire = await openWire(database.url)
  await using pool = await open({ url: wire.url })
  const before = wire.writes.length
  await pool.transaction((transaction) =>
    transaction.savepoint(
      () => transaction.query({ text: 'select $1::int', values: [1] }),
      () => true,
    ),
  )
  const writes = wire.writes.slice(before).join('|')
  assert.match(writes, /begin.*savepoint part_1.*select \$1::int.*release part_1.*commit/s)
  const beforeAnswer = wire.writes.slice(before, -1).join('')
  assert.match(beforeAnswer, /begin.*select/s)
  assert.ok(wire.writes.length - before <= 4, `${wire.writes.length - before} writes`)
})

test('a transaction without a statement sends nothing', async () => {
  await using wire = await openWire(database.url)
  await using pool = await open({ url: wire.url })
  const before = wire.writes.length
  assert.equal(await pool.transaction(async () => 1), 1)
  assert.equal(wire.writes.length, before)
})

test('an answer lost at commit is in doubt, one lost before it surely had no effect', async () => {
  await admin.query({ text: 'create table if not exists kept (id int)' })
  await admin.query({ text: 'grant all on kept to public' })
  await using wire = await openWire(database.url)
  await using pool = await open({ url: wire.url })
  const insert = (id: number) =>
    pool.transaction((transaction) =>
      transaction.query({ text: 'insert into kept values ($1)', values: [id] }),
    )
  wire.cut('commit', 'after')
  await assert.rejects(insert(1), { code: 'postgres.lost', executed: 'unknown' })
  wire.cut('commit', 'before')
  await assert.rejects(insert(2), { code: 'postgres.lost', executed: 'unknown' })
  wire.cut('insert', 'after')
  await assert.rejects(insert(3), { code: 'postgres.lost', executed: 'no' })
  assert.deepEqual((await admin.query({ text: 'select id from kept' })).rows, [{ id: 1 }])
})

test('an unreachable server, a wrong password and a wrong URL are told apart, without the password', async () => {
  const wrong = new URL(database.url)
  wrong.password = 'not-this'
  await assert.rejects(openPool({ url: wrong.href }), (error: Error & { code: string }) => {
    assert.equal(error.code, 'postgres.refused')
    assert.doesNotMatch(error.message, /not-this/)
    return true
  })
  const nowhere = 'postgresql://a:secret@127.0.0.1:1/b'
  await assert.rejects(openPool({ url: nowhere }), (error: Error & { code: string }) => {
    assert.equal(error.code, 'postgres.unreachable')
    assert.match(error.message, /127\.0\.0\.1:1\/b/)
    assert.doesNotMatch(error.message, /secret/)
    return true
  })
  await assert.rejects(openPool({ url: 'mysql://a@b/c' }), { kind: 'invalid' })
})

test('a request to cancel is the sixteen bytes of the protocol', () => {
  const bytes = encodeCancel({ processId: 258, secretKey: -2 })
  assert.equal(bytes.toString('hex'), '0000001004d2162e00000102fffffffe')
})
