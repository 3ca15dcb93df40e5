import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toStatus } from '@atoll/contract'
import { type Call, isFault } from '@atoll/pipeline'
import { guardCommand, readReply } from './idempotency.ts'
import { callOf, openShop, type Shop, until } from './testing.ts'

const ada = { subject: 'ada', scopes: [] }
const bob = { subject: 'bob', scopes: [] }

/** Runs a command that counts how often it was worked on. */
function run(open: Shop, call: Call, work: () => Promise<void> = async () => {}) {
  return open.unitOfWork().run(call.context, guardCommand(call, 'k'), async ({ sql }) => {
    await sql`insert into effect (item) values ('worked')`
    await work()
    const [row] = await sql<{ count: number }>`select count(*)::int as count from effect`
    return row
  })
}

test('a repeated command is answered alike and worked on once', async () => {
  await using open = await openShop()
  assert.deepEqual(await run(open, callOf({ item: 'a', by: 1 })), { count: 1 })
  assert.deepEqual(await run(open, callOf({ by: 1, item: 'a' })), { count: 1 })
  assert.equal(await open.value('select count(*)::int from effect'), 1)
})

test('the same key with another input is refused as a precondition, 422 over HTTP', async () => {
  await using open = await openShop()
  await run(open, callOf({ item: 'a' }))
  const isReused = (error: unknown) =>
    isFault(error) && error.code === 'idempotency_key_reused' && toStatus(error.kind) === 422
  await assert.rejects(run(open, callOf({ item: 'b' })), isReused)
  const call = callOf({ item: 'b' })
  await assert.rejects(readReply(open.database.reader(), call, 'k'), isReused)
  assert.equal(await open.value('select count(*)::int from effect'), 1)
})

test('a key belongs to one subject and one operation', async () => {
  await using open = await openShop()
  const call = callOf({ item: 'a' }, ada)
  const other = { ...call, operation: { ...call.operation, name: 'changeBack' } }
  for (const each of [call, callOf({ item: 'a' }, bob), other]) await run(open, each)
  assert.equal(await open.value('select count(*)::int from effect'), 3)
})

test('a parallel duplicate waits for the first and answers the same', async () => {
  await using open = await openShop()
  const gate = Promise.withResolvers<void>()
  const first = run(open, callOf({ item: 'a' }), () => gate.promise)
  await until(() => open.value(running("like '%into effect%'", 'idle in transaction')))
  const second = run(open, callOf({ item: 'a' }))
  await until(() => open.value(running("like '%atoll.idempotency%'", 'active')))
  gate.resolve()
  assert.deepEqual(await Promise.all([first, second]), [{ count: 1 }, { count: 1 }])
})

test('a parallel duplicate works itself when the first is rolled back', async () => {
  await using open = await openShop()
  const gate = Promise.withResolvers<void>()
  const first = run(open, callOf({ item: 'a' }), () => gate.promise)
  await until(() => open.value(running("like '%into effect%'", 'idle in transaction')))
  const second = run(open, callOf({ item: 'a' }))
  await until(() => open.value(running("like '%atoll.idempotency%'", 'active')))
  gate.reject(new Error('broken'))
  await assert.rejects(first, /broken/)
  assert.deepEqual(await second, { count: 1 })
})

test('before a reply is stored there is none', async () => {
  await using open = await openShop()
  assert.equal(await readReply(open.database.reader(), callOf({ item: 'a' }), 'k'), null)
})

function running(query: string, state: string): string {
  return `select count(*)::int from pg_stat_activity
    where application_name = 'shop' and datname = current_database()
      and state = '${state}' and query ${query}`
}
