import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createIds, silentLog, systemClock } from '@atoll/pipeline'
import { Effects, keysOf, messages, subscribe, until } from '@atoll/messaging/conformance'
import { openWorld } from './testing-world.ts'

const count = `select count(*) as count from messaging.message`
const age = `update messaging.message set stored_at = stored_at - interval '25 hours'`

it('removes what is old and passed by all groups, and nothing else', async () => {
  await using world = await openWorld()
  const admin = await world.admin()
  const effects = new Effects()
  // The shortest time between two removals is a second, that of a retention of ten.
  const messaging = await world.open({ retentionMs: 10_000 })
  const handle = (one: Parameters<Effects['record']>[0]) => effects.record(one)
  const quick = await subscribe(messaging, { group: 'quick', handle })
  const published = messages(12_000, keysOf(100))
  await messaging.publish(published)
  await until('one group is done', async () => (await quick.lag()) === 0)
  const waiting = Promise.withResolvers<void>()
  const slow = await subscribe(messaging, { group: 'slow', handle: () => waiting.promise })
  await admin.query({ text: age })
  const fresh = messages(100, keysOf(100))
  await messaging.publish(fresh)
  assert.equal(await slow.lag(), 12_100)
  waiting.resolve()
  await until('only the fresh are left', async () => {
    const { rows } = await admin.query<{ count: number }>({ text: count })
    return rows[0]?.count === 100
  })
  const late = new Effects()
  await subscribe(messaging, { group: 'late', handle: (one) => late.record(one) })
  await until('a late group gets the fresh', () => late.count === 100)
  late.assertAll(fresh)
})

it('keeps what one group has not passed, until the group is forgotten', async () => {
  await using world = await openWorld()
  const admin = await world.admin()
  const first = await world.open()
  const subscription = await subscribe(first, { group: 'gone', handle: () => {} })
  await first.publish(messages(30, keysOf(30)))
  await until('it is done', async () => (await subscription.lag()) === 0)
  await subscription.stop(0)
  await first.publish(messages(50, keysOf(50)))
  await admin.query({ text: age })
  const keeper = await world.open({ retentionMs: 1_000 })
  const stays = async () => (await admin.query<{ count: number }>({ text: count })).rows[0]?.count
  const other = await subscribe(keeper, { group: 'other', handle: () => {} })
  await until('the other group is done', async () => (await other.lag()) === 0)
  await until('what both have passed is removed', async () => (await stays()) !== 80)
  assert.equal(await stays(), 50)
  await admin.query({
    text: `update messaging.consumer_group set seen_at = now() - interval '31 days'
      where name = 'gone'`,
  })
  await until('all are removed', async () => (await stays()) === 0)
})

it('refuses settings that cannot work', async () => {
  await using world = await openWorld()
  const settings = {
    url: world.url,
    clock: systemClock,
    log: silentLog,
    ids: createIds(systemClock),
  }
  const { openPostgresMessaging } = await import('./messaging.ts')
  await assert.rejects(openPostgresMessaging({ ...settings, connectionsMax: 1 }), RangeError)
  await assert.rejects(openPostgresMessaging({ ...settings, leaseMs: 99 }), RangeError)
  await assert.rejects(openPostgresMessaging({ ...settings, groupRetentionMs: 9_999 }), RangeError)
  const smallest = { ...settings, connectionsMax: 2, leaseMs: 100, groupRetentionMs: 100 }
  const messaging = await openPostgresMessaging(smallest)
  await messaging[Symbol.asyncDispose]()
})
