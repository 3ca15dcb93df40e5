/** Lanes change hands without loss: by a stop at once, by a pause when the lease is over. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Envelope } from '../envelope.ts'
import type { Delivery, Subscription } from '../messaging.ts'
import {
  Effects,
  gate,
  keysOf,
  leaseMsLong,
  type MessagingUnderTest,
  message,
  messages,
  subscribe,
  until,
  type World,
} from './world.ts'

export function leaseCases(subject: MessagingUnderTest): void {
  it('loses nothing and keeps order when one of three instances is paused beyond its lease', () =>
    pausedInstance(subject))

  it('gives lanes back at a stop, so that others go on at once', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const effects = new Effects()
    const [leaving, staying] = [await world.connect(), await world.connect()]
    const handle = (one: Envelope) => effects.record(one)
    const subscription = await subscribe(leaving.messaging, { handle })
    await subscribe(staying.messaging, { handle })
    const published = messages(200, keysOf(50))
    await staying.messaging.publish(published.slice(0, 100))
    await subscription.stop(1_000)
    await staying.messaging.publish(published.slice(100))
    await until('the other goes on', () => effects.count === 200)
    effects.assertAll(published)
  })

  it('waits at a stop for the handler in progress and acknowledges what it did', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const [begun, finish] = [gate(), gate()]
    const first = message('k', 1)
    const subscription = await subscribe(messaging, {
      handle: async () => {
        begun.open()
        await finish.opened
      },
    })
    await messaging.publish([first])
    await begun.opened
    const stopped = subscription.stop(10_000)
    finish.open()
    await stopped
    const effects = new Effects()
    const next = message('k', 2)
    await subscribe(messaging, { handle: (one) => effects.record(one) })
    await messaging.publish([next])
    await until('the next one is handled', () => effects.has(next))
    if (subject.repeatsAcknowledged !== true) assert.ok(!effects.has(first))
  })

  it('tells a handler that outlives the grace, and gives its message to another', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const begun = gate()
    const told = gate()
    const subscription = await subscribe(messaging, {
      handle: async (_, delivery) => {
        begun.open()
        delivery.cancellation.onCancel(told.open)
        await told.opened
      },
    })
    const first = message('k', 1)
    await messaging.publish([first])
    await begun.opened
    await subscription.stop(0)
    await told.opened
    const effects = new Effects()
    await subscribe(messaging, { handle: (one) => effects.record(one) })
    await until('another handles it', () => effects.has(first))
  })
}

/** The middle one of three stops in the middle of a handler for longer than its lease, then goes on. */
async function pausedInstance(subject: MessagingUnderTest): Promise<void> {
  await using world = await subject.open({ leaseMs: subject.leaseMsShort })
  const effects = new Effects()
  const [paused, go] = [gate(), gate()]
  const late: { message: Envelope; delivery: Delivery }[] = []
  const instances = [await world.connect(), await world.connect(), await world.connect()]
  const subscriptions: Subscription[] = []
  let hasEnded = false
  for (const [index, { messaging }] of instances.entries()) {
    const handle = async (one: Envelope, delivery: Delivery): Promise<void> => {
      if (index !== 1 || late.length > 0) return void effects.record(one)
      late.push({ message: one, delivery })
      await instances[1]?.pause()
      paused.open()
      await go.opened
      effects.record(one)
      hasEnded = true
    }
    subscriptions.push(await subscribe(messaging, { handle }))
  }
  const publisher = await world.connect()
  const keys = keysOf(100)
  const published: Envelope[] = []
  const publish = async (wave: readonly Envelope[]): Promise<void> => {
    published.push(...wave)
    await publisher.messaging.publish(wave)
  }
  let isPaused = false
  void paused.opened.then(() => {
    isPaused = true
  })
  while (!isPaused) {
    await publish(messages(100, keys))
    await until(
      'a wave is handled or one is paused',
      () => isPaused || effects.count >= published.length,
    )
  }
  await publish(messages(1_000, keys))
  await until('the others take over', () => effects.count === published.length)
  await until('all is acknowledged', async () => (await subscriptions[0]?.lag()) === 0)
  // The late acknowledgement leaves before the instance can learn that its lease is over.
  go.open()
  await until('the late handler ends', () => hasEnded)
  await instances[1]?.resume()
  await until('it is told', () => late[0]?.delivery.cancellation.reason !== null)
  for (const { messaging } of instances) await messaging[Symbol.asyncDispose]()
  effects.assertAll(published)
  await nothingIsLeft(subject, world, published)
}

/** A late acknowledgement moved the position neither back, which would repeat, nor beyond what was handled. */
async function nothingIsLeft(
  subject: MessagingUnderTest,
  world: World,
  published: readonly Envelope[],
): Promise<void> {
  const known = new Set(published.map(({ id }) => id))
  const repeated: string[] = []
  const { messaging } = await world.connect()
  const last = messages(100, keysOf(100))
  const seen = new Effects()
  const subscription = await subscribe(messaging, {
    handle: (one) => (known.has(one.id) ? repeated.push(one.id) : seen.record(one)),
  })
  await messaging.publish(last)
  await until('the last ones are handled', () => seen.count === last.length)
  await until('nothing waits', async () => (await subscription.lag()) === 0)
  if (!subject.repeatsAcknowledged) assert.deepEqual(repeated, [])
}
