/** Groups get everything, their instances share it; positions and messages outlive connections. */
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { it } from 'node:test'
import {
  Effects,
  keysOf,
  leaseMsLong,
  type MessagingUnderTest,
  message,
  messages,
  subscribe,
  topic,
  until,
} from './world.ts'

export function groupCases(subject: MessagingUnderTest): void {
  it('gives every group every message', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const groups = ['stock', 'payments', 'mail'].map((group) => ({ group, effects: new Effects() }))
    for (const { group, effects } of groups)
      await subscribe(messaging, { group, handle: (one) => effects.record(one) })
    const published = messages(300, keysOf(30))
    await messaging.publish(published)
    await until('all groups are done', () => groups.every(({ effects }) => effects.count === 300))
    for (const { effects } of groups) effects.assertAll(published)
  })

  it('shares the messages among three instances of a group, one at a time per key', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const effects = new Effects()
    const running = new Set<string>()
    const handledBy = [0, 0, 0]
    for (const index of handledBy.keys()) {
      const { messaging } = await world.connect()
      await subscribe(messaging, {
        handle: async (one) => {
          assert.ok(!running.has(one.key), 'a key is handled twice at a time')
          running.add(one.key)
          await Promise.resolve()
          running.delete(one.key)
          if (effects.record(one)) handledBy[index] = (handledBy[index] ?? 0) + 1
        },
      })
    }
    const { messaging } = await world.connect()
    const published = []
    while (handledBy.some((count) => count === 0)) {
      const wave = messages(160, keysOf(160))
      published.push(...wave)
      await messaging.publish(wave)
      await until('the wave is handled', () => effects.count === published.length)
      assert.ok(published.length < 50_000, `some instance got nothing: ${handledBy.join(', ')}`)
    }
    effects.assertAll(published)
  })

  it('keeps confirmed messages for a later connection', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const effects = new Effects()
    const published = messages(50, keysOf(5))
    const publisher = await world.connect()
    await publisher.messaging.publish(published)
    await publisher.messaging[Symbol.asyncDispose]()
    const consumer = await world.connect()
    await subscribe(consumer.messaging, { handle: (one) => effects.record(one) })
    await until('all are handled', () => effects.count === 50)
    effects.assertAll(published)
  })

  it('lets a group that begins later read from the start of what is retained', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const [early, late] = [new Effects(), new Effects()]
    const published = messages(100, keysOf(10))
    await subscribe(messaging, { group: 'early', handle: (one) => early.record(one) })
    await messaging.publish(published)
    await until('the early group is done', () => early.count === 100)
    await subscribe(messaging, { group: 'late', handle: (one) => late.record(one) })
    await until('the late group is done', () => late.count === 100)
    late.assertAll(published)
  })

  it('does not repeat what was acknowledged before a stop', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const effects = new Effects()
    const first = await world.connect()
    const before = messages(100, keysOf(10))
    const subscription = await subscribe(first.messaging, { handle: (one) => effects.record(one) })
    await first.messaging.publish(before)
    await until('all are handled', () => effects.count === before.length)
    await until('nothing waits', async () => (await subscription.lag()) === 0)
    await first.messaging[Symbol.asyncDispose]()
    const second = await world.connect()
    const again: string[] = []
    const last = message('key-1', 100)
    await subscribe(second.messaging, {
      handle: (one) => {
        if (effects.has(one)) again.push(one.id)
        effects.record(one)
      },
    })
    await second.messaging.publish([last])
    await until('the last one is handled', () => effects.has(last))
    if (!subject.repeatsAcknowledged) assert.deepEqual(again, [])
    effects.assertAll([...before, last])
  })

  it('delivers only the topics of the consumer, each by its exact name', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const got: string[] = []
    await subscribe(messaging, { topics: ['*', 'orders'], handle: (one) => got.push(one.topic) })
    const others = ['orders.orderPlaced', 'ordersX', 'order', 'x']
    await messaging.publish(
      [...others, '*', ...others, 'orders'].map((topic, index) => message('k', index, { topic })),
    )
    await until('both have come', () => new Set(got).size === 2 && got.includes('orders'))
    assert.deepEqual([...new Set(got)], ['*', 'orders'])
  })

  it('passes over long stretches of other topics', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const effects = new Effects()
    const subscription = await subscribe(messaging, { handle: (one) => effects.record(one) })
    const foreign = messages(3_000, ['k']).map((one) => ({ ...one, topic: 'other' }))
    const wanted = message('k', 1)
    await messaging.publish([...foreign, wanted, ...foreign.slice(0, 10)])
    await until('the wanted one has come', () => effects.has(wanted))
    await until('nothing waits', async () => (await subscription.lag()) === 0)
    effects.assertAll([wanted])
  })

  it('counts what a group has not passed', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const waiting = Promise.withResolvers<void>()
    const subscription = await subscribe(messaging, { handle: () => waiting.promise })
    await messaging.publish(messages(20, ['one key']))
    await until('the messages wait', async () => (await subscription.lag()) >= 20)
    waiting.resolve()
    await until('nothing waits', async () => (await subscription.lag()) === 0)
  })

  it('gives messages of a topic that a rollout adds only to instances that handle it', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const [older, newer] = [await world.connect(), await world.connect()]
    const effects = new Effects()
    const handle = (one: Parameters<Effects['record']>[0]) => effects.record(one)
    await subscribe(older.messaging, { topics: [topic], handle })
    const first = messages(50, keysOf(50))
    await older.messaging.publish(first)
    await until('the older handles', () => effects.count === 50)
    await subscribe(newer.messaging, { topics: [topic, 'orders.added'], handle })
    const added = messages(200, keysOf(200)).map((one) => ({ ...one, topic: 'orders.added' }))
    await older.messaging.publish(added)
    await until('the added topic is handled', () => effects.count === 250)
  })

  it('runs handlers in the context of their subscription, not of a publisher', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const storage = new AsyncLocalStorage<string>()
    const seen: (string | undefined)[] = []
    await storage.run('subscriber', () =>
      subscribe(messaging, { handle: () => seen.push(storage.getStore()) }),
    )
    for (const number of [1, 2]) {
      await storage.run('publisher', () => messaging.publish([message('k', number)]))
      await until('it is handled', () => seen.length >= number)
    }
    assert.deepEqual([...new Set(seen)], ['subscriber'])
  })
}
