import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock, createSeededRandom } from '@atoll/pipeline/simulated'
import { Fault } from '@atoll/pipeline'
import { park } from './parked.ts'
import { chunkRows, retentionDefault, startRetention, sweep } from './retention.ts'
import { envelopeOf, openShop, recordingLog, type Shop, until } from './testing.ts'

/** Rows of an age. Units: hours. */
const fill = (shop: Shop, ageHours: number, count: number) =>
  shop.admin.query({
    text: `
      with aged as (select n, now() - ${ageHours} * interval '1 hour' as at
        from generate_series(1, ${count}) as n),
      a as (insert into atoll.inbox select 'c', gen_random_uuid(), at from aged),
      b as (insert into atoll.attempt select 'c', gen_random_uuid(), 1, at from aged)
      insert into atoll.idempotency select 's', 'o', gen_random_uuid(), '', null, at from aged`,
  })

const left = `select array[(select count(*) from atoll.inbox), (select count(*) from atoll.attempt),
  (select count(*) from atoll.idempotency)]::int[]`

test('rows go when their time is over, and not an hour before', async () => {
  await using shop = await openShop()
  for (const ageHours of [23, 25, 167, 169]) await fill(shop, ageHours, 1)
  assert.equal(await sweep(shop.database, retentionDefault), 1 + 1 + 3)
  assert.deepEqual(await shop.value(left), [3, 3, 1])
})

test('a sweep goes on chunk by chunk until nothing old is left', async () => {
  await using shop = await openShop()
  await fill(shop, 200, chunkRows + 1)
  assert.equal(await sweep(shop.database, retentionDefault), 3 * (chunkRows + 1))
  assert.deepEqual(await shop.value(left), [0, 0, 0])
  await fill(shop, 200, chunkRows + 1)
  let asked = 0
  assert.equal(await sweep(shop.database, retentionDefault, () => asked++ > 0), chunkRows)
})

test('the inbox row of a parked message stays, however old', async () => {
  await using shop = await openShop()
  const failure = new Fault({ kind: 'internal', code: 'broken', message: 'broken' })
  const parts = { name: 'c', database: shop.database, random: createSeededRandom(1) }
  await park(parts, envelopeOf('a', 1), { state: 'dead', failure })
  await fill(shop, 0, 1)
  await shop.admin.query({ text: "update atoll.inbox set at = now() - interval '1 year'" })
  assert.equal(await sweep(shop.database, retentionDefault), 1)
  assert.equal(
    await shop.value('select (select msg_id from atoll.inbox) = msg_id from atoll.parked'),
    true,
  )
})

test('it sweeps every ten minutes until it is stopped', async () => {
  await using shop = await openShop()
  const clock = createSimulatedClock()
  const retention = startRetention({ database: shop.database, clock, log: recordingLog() })
  for (let round = 0; round < 2; round += 1) {
    await fill(shop, 200, 1)
    await clock.advance(599_999)
    assert.deepEqual(await shop.value(left), [1, 1, 1])
    await clock.advance(1)
    await until(() => clock.pending === 1)
    assert.deepEqual(await shop.value(left), [0, 0, 0])
  }
  await retention.stop()
  assert.equal(clock.pending, 0)
})

test('a sweep that fails is told and does not end the sweeping', async () => {
  await using shop = await openShop()
  const clock = createSimulatedClock()
  const log = recordingLog()
  const away = await shop.connect()
  await away[Symbol.asyncDispose]()
  const retention = startRetention({ database: away, clock, log })
  await clock.advance(600_000)
  await until(() => clock.pending === 1)
  assert.equal(log.records.length, 1)
  await retention.stop()
})
