import assert from 'node:assert/strict'
import { it } from 'node:test'
import { isFault, systemClock } from '@atoll/pipeline'
import type { Envelope, Messaging } from '@atoll/messaging'
import {
  createPausableClock,
  Effects,
  keysOf,
  messages,
  subscribe,
  until,
} from '@atoll/messaging/conformance'
import { openWorld } from './testing-world.ts'

const listening = `select pid from pg_stat_activity
  where datname = current_database() and query like 'listen %'`

it('loses nothing and keeps order while the server ends its connections under load', async () => {
  await using world = await openWorld()
  const admin = await world.admin()
  const effects = new Effects()
  for (const messaging of [await world.open(), await world.open()])
    await subscribe(messaging, { handle: (one) => effects.record(one) })
  const publisher = await world.open()
  const published = messages(2_000, keysOf(50))
  let isDone = false
  const terminations = terminateUntil(() => isDone, admin)
  for (let start = 0; start < published.length; start += 50)
    await publishUntilConfirmed(publisher, published.slice(start, start + 50))
  isDone = true
  const ended = await terminations
  await until('all are handled', () => effects.count === published.length)
  effects.assertAll(published)
  assert.ok(ended > 10, `${ended} connections were ended`)
})

it('is woken by NOTIFY, without asking', async () => {
  await using world = await openWorld()
  const clock = createPausableClock(systemClock)
  const [publisher, consumer] = [await world.open(), await world.open({ clock })]
  const effects = new Effects()
  await subscribe(consumer, { handle: (one) => effects.record(one) })
  const admin = await world.admin()
  await until('it listens', async () => (await admin.query({ text: listening })).count === 1)
  clock.pause()
  const published = messages(100, keysOf(100))
  for (const one of published) await publisher.publish([one])
  await until('all are handled', () => effects.count === 100)
  clock.resume()
})

it('is told again by NOTIFY after the listening connection was ended', async () => {
  await using world = await openWorld()
  const admin = await world.admin()
  const [publisher, consumer] = [await world.open(), await world.open()]
  const effects = new Effects()
  await subscribe(consumer, { handle: (one) => effects.record(one) })
  await until('it listens', async () => (await admin.query({ text: listening })).count === 1)
  const before = await admin.query<{ pid: number }>({ text: listening })
  await admin.query({ text: `select pg_terminate_backend(pid) from (${listening}) as one` })
  await until('it listens again', async () => {
    const { rows } = await admin.query<{ pid: number }>({ text: listening })
    return rows.length === 1 && rows[0]?.pid !== before.rows[0]?.pid
  })
  const published = messages(10, keysOf(10))
  await publisher.publish(published)
  await until('all are handled', () => effects.count === 10)
})

/** Repeats what a relay repeats: all of a batch, in order, until it is confirmed. */
async function publishUntilConfirmed(
  messaging: Messaging,
  batch: readonly Envelope[],
): Promise<void> {
  await until('the batch is confirmed', async () => {
    try {
      await messaging.publish(batch)
      return true
    } catch (error) {
      assert.ok(isFault(error))
      assert.equal(error.code, 'messaging_unavailable')
      return false
    }
  })
}

async function terminateUntil(
  isDone: () => boolean,
  admin: Awaited<ReturnType<Awaited<ReturnType<typeof openWorld>>['admin']>>,
): Promise<number> {
  let ended = 0
  while (!isDone()) {
    const { count } = await admin.query({
      text: `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'atoll-messaging'
          and random() < 0.3`,
    })
    ended += count
  }
  return ended
}
