import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { test } from 'node:test'
import { createMemoryBroker } from '@atoll/messaging/memory'
import { type Failpoint, silentLog, systemClock } from '@atoll/pipeline'
import { createSeededRandom, createSimulatedClock } from '@atoll/pipeline/simulated'
import { unguarded } from './guard.ts'
import {
  contextOf,
  countsOf,
  createChannel,
  createEffects,
  envelopeOf,
  openShop,
  recordingLog,
  type Shop,
  shopContract,
  startShopRelay,
  until,
} from './testing.ts'

const left = 'select count(*)::int from atoll.outbox'
const effects = 'select count(*)::int from effect'
const still = createSimulatedClock

/** Consumes what arrives on a memory broker into the shop's own table. */
async function openConsumer(shop: Shop) {
  const random = createSeededRandom(1)
  const messaging = createMemoryBroker({ clock: systemClock, random }).connect()
  const handle = createEffects(shop)
  await messaging.subscribe({ group: 'g', topics: ['shop.itemChanged'], handle, log: silentLog })
  return messaging
}

test('with the relay stopped a committed event has no effect anywhere', async () => {
  await using shop = await openShop()
  await using messaging = await openConsumer(shop)
  await shop.change('a')
  // A message of the same key shows that the consumer is at work, and would have come second.
  await messaging.publish([envelopeOf('a', 99)])
  await until(
    () => shop.value(effects),
    (count) => count === 1,
  )
  assert.equal(await shop.value('select count from effect'), 99)
  assert.equal(await shop.value(left), 1)
  const relay = startShopRelay({ database: shop.database, messaging })
  await until(
    () => shop.value(effects),
    (count) => count === 2,
  )
  await relay.stop()
  assert.equal(await shop.value(left), 0)
})

test('a commit wakes the relay: it needs no poll', async () => {
  await using shop = await openShop()
  const channel = createChannel()
  const relay = startShopRelay({ database: shop.database, messaging: channel, clock: still() })
  for (let n = 1; n <= 3; n += 1) {
    await shop.change('a', { wake: relay.wake })
    await until(() => channel.published.length === n)
  }
  await relay.stop()
})

test('what another instance committed is found by looking', async () => {
  await using shop = await openShop()
  const channel = createChannel()
  const relay = startShopRelay({ database: shop.database, messaging: channel })
  await shop.change('a')
  await until(() => channel.published.length === 1)
  await relay.stop()
})

test('the relay never runs in the async context of the transaction that woke it', async () => {
  await using shop = await openShop()
  const context = new AsyncLocalStorage<string>()
  const channel = createChannel()
  const seen: unknown[] = []
  channel.before = async () => void seen.push(context.getStore())
  const relay = startShopRelay({ database: shop.database, messaging: channel, clock: still() })
  for (let n = 1; n <= 3; n += 1) {
    await context.run('transaction', () => shop.change('a', { wake: relay.wake }))
    await until(() => channel.published.length === n)
  }
  await relay.stop()
  assert.deepEqual(seen, [undefined, undefined, undefined])
})

test('a stopping relay tells what is left and gives its lanes back', async () => {
  await using shop = await openShop()
  const channel = createChannel()
  const relay = startShopRelay({ database: shop.database, messaging: channel, clock: still() })
  await until(() => shop.value("select count(*) = 16 from atoll.outbox_lane where owner <> ''"))
  await shop.unitOfWork().run(contextOf(), unguarded, async ({ emit }) => {
    for (let count = 0; count < 250; count += 1)
      emit(shopContract.itemChanged, { item: 'a', count })
  })
  await Promise.all([relay.stop(), relay.stop()])
  assert.deepEqual(
    countsOf(channel.published),
    Array.from({ length: 250 }, (_, count) => count),
  )
  const leases = `select (select count(*) from atoll.outbox_lane where owner is not null)
    + (select count(*) from atoll.outbox_relay) + (${left})`
  assert.equal(await shop.value(`select (${leases})::int`), 0)
})

test('while the channel is away nothing is lost, and the relay stops all the same', async () => {
  await using shop = await openShop()
  const channel = createChannel()
  const log = recordingLog()
  channel.before = () => Promise.reject(new Error('away'))
  const relay = startShopRelay({ database: shop.database, messaging: channel, log })
  await shop.change('a', { wake: relay.wake })
  await until(() => log.records.some(({ level }) => level === 'warn'))
  await shop.change('a', { wake: relay.wake })
  await relay.stop()
  assert.equal(await shop.value(left), 2)
  channel.before = async () => {}
  const next = startShopRelay({ database: shop.database, messaging: channel })
  await until(() => channel.published.length === 2)
  await next.stop()
  assert.deepEqual(countsOf(channel.published), [1, 2])
})

test('while a page is published no lease is written and no lock is held', async () => {
  await using shop = await openShop()
  const channel = createChannel()
  const gate = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  channel.before = () => {
    begun.resolve()
    return gate.promise
  }
  const relay = startShopRelay({ database: shop.database, messaging: channel, leaseMs: 300 })
  await shop.change('a', { wake: relay.wake })
  await begun.promise
  const leases = 'select string_agg(owner || expires_at::text, lane::text) from atoll.outbox_lane'
  const before = await shop.value(leases)
  await until(() => shop.value('select bool_and(expires_at < now()) from atoll.outbox_lane'))
  assert.equal(await shop.value(leases), before)
  const busy = `select count(*)::int from pg_stat_activity
    where application_name = 'shop' and datname = current_database() and state <> 'idle'`
  assert.equal(await shop.value(busy), 0)
  gate.resolve()
  await relay.stop()
})

test('a relay that ends between publishing and deleting tells twice, with one id', async () => {
  await using shop = await openShop()
  const channel = createChannel()
  const failpoint: Failpoint = (name) => {
    if (name === 'relay.after-publish' && channel.published.length === 1) throw new Error('killed')
  }
  const relay = startShopRelay({ database: shop.database, messaging: channel, failpoint })
  await shop.change('a', { wake: relay.wake })
  await until(() => channel.published.length === 2)
  await until(async () => (await shop.value(left)) === 0)
  await relay.stop()
  assert.equal(new Set(channel.published.map(({ id }) => id)).size, 1)
})

test('an event keeps the version and the moment of its emission', async () => {
  await using shop = await openShop()
  await shop.change('a')
  await shop.admin.query({
    text: "update atoll.outbox set version = 7, created_at = '2026-01-02T03:04:05.678Z'",
  })
  const channel = createChannel()
  const relay = startShopRelay({ database: shop.database, messaging: channel })
  await until(() => channel.published.length === 1)
  await relay.stop()
  const [message] = channel.published
  assert.deepEqual([message?.version, message?.at], [7, Date.UTC(2026, 0, 2, 3, 4, 5, 678)])
})

test('an event that is no longer declared is told of and holds up no other', async () => {
  await using shop = await openShop()
  await shop.change('a')
  await shop.admin.query({ text: "update atoll.outbox set topic = 'shop.forgotten'" })
  await shop.change('a')
  const channel = createChannel()
  const log = recordingLog()
  const relay = startShopRelay({ database: shop.database, messaging: channel, log })
  await until(() => channel.published.length === 1)
  await relay.stop()
  assert.equal(await shop.value('select topic from atoll.outbox'), 'shop.forgotten')
  const told = log.records.filter(({ level }) => level === 'error')
  assert.match(told[0]?.message ?? '', /shop\.forgotten.*declare it again/)
  assert.equal(told.length, 1)
})
