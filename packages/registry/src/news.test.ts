import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ServerSentEvent } from '@atoll/http'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createNews, gatherMs } from './news.ts'

function create() {
  const clock = createSimulatedClock()
  const told = { version: 1, hash: 'UP_1_', isReady: true }
  const news = createNews(clock, () => (told.isReady ? { ...told } : null))
  const hear = (lastId: string | null = null) => {
    const heard: ServerSentEvent[] = []
    const read = async () => {
      for await (const event of news.events(lastId)) heard.push(event)
    }
    read().catch(() => {})
    return heard
  }
  const change = () => {
    told.version += 1
    news.changed()
  }
  return { clock, news, told, hear, change }
}

test('a reader hears at once what is known, and then each change', async () => {
  const { clock, hear, change } = create()
  const heard = hear()
  await clock.advance(0)
  assert.equal(heard[0]?.event, 'change')
  assert.equal(heard[0]?.data, '{"versions__delta":"1","apps__hashcode":"UP_1_"}')
  change()
  await clock.advance(gatherMs - 1)
  assert.equal(heard.length, 1)
  await clock.advance(1)
  assert.equal(heard.length, 2)
})

test('changes of one moment are one event', async () => {
  const { clock, hear, change } = create()
  const [one, other] = [hear(), hear()]
  for (let count = 0; count < 100; count += 1) change()
  await clock.advance(gatherMs)
  assert.match(String(one.at(-1)?.data), /"versions__delta":"101"/)
  assert.deepEqual(one, other)
  assert.equal(one.length, 2)
})

test('a reader that leaves while it waits is let go before the next change', async () => {
  const { news } = create()
  const reader = news.events(null)[Symbol.asyncIterator]()
  await reader.next()
  const waiting = reader.next()
  assert.equal(news.listening, 1)
  await reader.return?.()
  assert.equal(news.listening, 0)
  assert.deepEqual(await waiting, { done: true, value: undefined })
  assert.deepEqual(await reader.next(), { done: true, value: undefined })
})

test('who missed nothing hears only what comes, also not from another start', async () => {
  const { clock, hear, change } = create()
  const first = hear()
  await clock.advance(0)
  const again = hear(first[0]?.id ?? null)
  await clock.advance(0)
  assert.deepEqual(again, [])
  change()
  await clock.advance(gatherMs)
  assert.equal(again.length, 1)
  const late = hear(first[0]?.id ?? null)
  await clock.advance(0)
  assert.equal(late.length, 1)
  const other = hear('before-2')
  await clock.advance(0)
  assert.equal(other.length, 1)
})

test('who listens before anything is told hears nothing, and at once when it is', async () => {
  const { clock, news, told, hear, change } = create()
  told.isReady = false
  const heard = hear()
  change()
  await clock.advance(gatherMs)
  assert.deepEqual(heard, [])
  told.isReady = true
  news.changed()
  await clock.advance(gatherMs)
  assert.equal(heard.length, 1)
})
