import assert from 'node:assert/strict'
import { it } from 'node:test'
import { bodyBytesMax, laneCount, topicBytesMax } from '@atoll/messaging'
import { Effects, keysOf, message, messages, subscribe, until } from '@atoll/messaging/conformance'
import { toChunks } from './append.ts'
import { openWorld } from './testing-world.ts'

it('keeps positions of each lane dense and in order while eight publish at once', async () => {
  await using world = await openWorld()
  const publishers = await Promise.all(Array.from({ length: 8 }, () => world.open()))
  const published = await Promise.all(
    publishers.map(async (messaging, publisher) => {
      const all = messages(
        600,
        keysOf(40).map((key) => `${publisher}/${key}`),
      )
      for (let start = 0; start < all.length; start += 20)
        await messaging.publish(all.slice(start, start + 20))
      return all
    }),
  )
  const admin = await world.admin()
  const { rows } = await admin.query<{ lane: number; count: number; last: number; next: number }>({
    text: `select lane, count(*) as count, max(position) as last, next
      from messaging.message join messaging.lane_head using (lane) group by lane, next`,
  })
  assert.equal(rows.length, laneCount)
  for (const { count, last, next } of rows) assert.deepEqual([last + 1, next], [count, count])
  const effects = new Effects()
  const [consumer] = publishers
  assert.ok(consumer !== undefined)
  await subscribe(consumer, { handle: (one) => effects.record(one) })
  await until('all are handled', () => effects.count === 4_800)
  effects.assertAll(published.flat())
})

it('wakes other processes also when the topics are too many for one note', async () => {
  await using world = await openWorld()
  const [publisher, consumer] = [await world.open(), await world.open()]
  const topics = Array.from({ length: 60 }, (_, index) => `${index}`.padEnd(topicBytesMax, '"'))
  const effects = new Effects()
  await subscribe(consumer, { topics, handle: (one) => effects.record(one) })
  const published = topics.map((topic, index) => message(`key-${index}`, index, { topic }))
  await publisher.publish(published)
  await until('all are handled', () => effects.count === 60)
  effects.assertAll(published)
})

it('splits by count and by bytes, in order, and never into nothing', () => {
  assert.deepEqual(toChunks([]), [])
  const small = messages(1_001, ['k'])
  assert.deepEqual(
    toChunks(small).map(({ length }) => length),
    [500, 500, 1],
  )
  assert.deepEqual(toChunks(small).flat(), small)
  const body = new Uint8Array(bodyBytesMax)
  const large = Array.from({ length: 11 }, (_, index) => message('k', index, { body }))
  assert.deepEqual(
    toChunks(large).map(({ length }) => length),
    [5, 5, 1],
  )
})
