import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Deliver, type Notice, pipeline, type Step, systemClock } from '@atoll/pipeline'
import { createPublisher } from './publish.ts'
import { contextOf, countsOf, createChannel, ids, shopContract } from './testing.ts'

const noticeOf = (count: number): Notice => ({
  kind: 'event',
  event: shopContract.itemChanged,
  id: ids.uuid(),
  key: 'a',
  data: { item: 'a', count },
  at: 0,
  attestation: null,
  context: contextOf(),
})
const page = [1, 2, 3].map(noticeOf)

function open(step: (count: number, next: () => Promise<unknown>) => Promise<unknown>) {
  const channel = createChannel()
  const publisher = createPublisher(channel, systemClock)
  const counting: Step = (next) => (message) =>
    step(page.findIndex((each) => each === message) + 1, () => next(message))
  const border: Deliver = pipeline([counting], publisher.deliver)
  return { channel, publisher, border }
}

test('a page is published at once in its order, whichever step took longest', async () => {
  const last = Promise.withResolvers<void>()
  const { channel, publisher, border } = open(async (count, next) => {
    if (count === 1) await last.promise
    if (count === 3) last.resolve()
    return next()
  })
  let publications = 0
  channel.before = async () => void (publications += 1)
  await publisher.publish(page, border)
  assert.deepEqual(countsOf(channel.published), [1, 2, 3])
  assert.equal(publications, 1)
})

test('if one notice fails on its way none is published, and nothing of it gets into the next page', async () => {
  const late = Promise.withResolvers<void>()
  let isBroken = true
  const { channel, publisher, border } = open(async (count, next) => {
    if (isBroken && count === 1) throw new Error('broken')
    if (isBroken && count === 3) await late.promise
    return next()
  })
  const failed = publisher.publish(page, border)
  let isOver = false
  const over = failed.catch((error: Error) => {
    isOver = true
    return error.message
  })
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(isOver, false, 'the page is over while one of its notices is still on its way')
  late.resolve()
  assert.equal(await over, 'broken')
  isBroken = false
  await publisher.publish(page, border)
  assert.deepEqual(countsOf(channel.published), [1, 2, 3])
})

test('when the channel fails every notice fails, and the page can be published again', async () => {
  const failures: unknown[] = []
  const { channel, publisher, border } = open((_, next) =>
    next().catch((error: unknown) => {
      failures.push(error)
      throw error
    }),
  )
  channel.before = () => Promise.reject(new Error('away'))
  await assert.rejects(publisher.publish(page, border), /away/)
  assert.equal(failures.length, 3)
  channel.before = async () => {}
  await publisher.publish(page, border)
  assert.deepEqual(countsOf(channel.published), [1, 2, 3])
})

test('what belongs to no page is refused', async () => {
  const { publisher } = open((_, next) => next())
  await assert.rejects(publisher.deliver(noticeOf(1)), { code: 'not_of_page' })
})
