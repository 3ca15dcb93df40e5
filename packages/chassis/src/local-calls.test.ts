import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Call, Cancellation, type Deliver, Fault, type Reply } from '@atoll/pipeline'
import { createSeededIds, createSimulatedClock } from '@atoll/pipeline/simulated'
import { createContext } from '@atoll/pipeline'
import { createLocalCalls } from './local-calls.ts'
import { catalog } from './testing.ts'

const setUp = () => {
  const clock = createSimulatedClock()
  const ids = createSeededIds(1, clock)
  const call = (deadlineMs: number | null = 1_000, cancellation = new Cancellation()): Call => ({
    kind: 'call',
    operation: catalog.priceOf,
    input: { sku: 'a' },
    context: createContext(ids, {
      caller: 'test',
      cancellation,
      deadlineAt: deadlineMs === null ? null : clock.monotonic() + deadlineMs,
    }),
  })
  return { clock, local: createLocalCalls(clock), call }
}

const answer: Deliver = async () => 'answer'

/** How a promise stands, without waiting for it. */
function watch(work: Promise<Reply>) {
  const watched: { said: unknown; code: string | null } = { said: undefined, code: null }
  work.then(
    (reply) => (watched.said = reply),
    (error: unknown) => (watched.code = Fault.from(error).code),
  )
  return watched
}

test('a call reaches its service by the name of the contract', async () => {
  const { local, call } = setUp()
  local.serve('catalog', answer)
  assert.equal(await local.deliver(call()), 'answer')
})

test('calls wait for a service that has not begun, and leave no alarm', async () => {
  const { clock, local, call } = setUp()
  const waiting = [watch(local.deliver(call())), watch(local.deliver(call(null)))]
  await clock.advance(999)
  assert.deepEqual(
    waiting.map(({ said, code }) => said ?? code),
    [null, null],
  )
  local.serve('catalog', answer)
  await clock.advance(0)
  assert.deepEqual(
    waiting.map(({ said }) => said),
    ['answer', 'answer'],
  )
  assert.equal(clock.pending, 0)
})

test('a call waits until its deadline and not longer; without one for ten seconds', async () => {
  const { clock, local, call } = setUp()
  const [bounded, unbounded] = [watch(local.deliver(call())), watch(local.deliver(call(null)))]
  await clock.advance(999)
  assert.equal(bounded.code, null)
  await clock.advance(1)
  assert.equal(bounded.code, 'no_instance')
  await clock.advance(8_999)
  assert.equal(unbounded.code, null)
  await clock.advance(1)
  assert.equal(unbounded.code, 'no_instance')
})

test('a caller that goes away waits no longer', async () => {
  const { clock, local, call } = setUp()
  const cancellation = new Cancellation()
  const waiting = watch(local.deliver(call(1_000, cancellation)))
  cancellation.cancel(new Fault({ kind: 'cancelled', code: 'gone', message: 'gone' }))
  await clock.advance(0)
  assert.equal(waiting.code, 'gone')
  assert.equal(clock.pending, 0)
})

test('a stopping service refuses new calls at once and answers what it took', async () => {
  const { clock, local, call } = setUp()
  const gate = Promise.withResolvers<void>()
  const serving = local.serve('catalog', () => gate.promise.then(() => 'late answer'))
  const taken = watch(local.deliver(call()))
  await clock.advance(0)
  let isStopped = false
  const stopping = serving.stop(5_000).then(() => (isStopped = true))
  const refused = watch(local.deliver(call()))
  await clock.advance(4_999)
  assert.deepEqual([refused.code, isStopped], ['stopping', false])
  gate.resolve()
  await stopping
  assert.equal(taken.said, 'late answer')
  assert.equal(clock.pending, 0)
})

test('what is still under way after the grace is cancelled', async () => {
  const { clock, local, call } = setUp()
  const serving = local.serve(
    'catalog',
    ({ context }) =>
      new Promise((_, reject) => void context.cancellation.onCancel((why) => reject(why))),
  )
  const taken = watch(local.deliver(call(null)))
  await clock.advance(0)
  const stopping = serving.stop(5_000)
  await clock.advance(4_999)
  assert.equal(taken.code, null)
  await clock.advance(1)
  await stopping
  assert.equal(taken.code, 'stopped')
})

test('work that hears nothing of its cancellation does not hold the stop up', async () => {
  const { clock, local, call } = setUp()
  const serving = local.serve('catalog', () => new Promise(() => {}))
  watch(local.deliver(call(null)))
  await clock.advance(0)
  const stopping = serving.stop(5_000)
  await clock.advance(5_100)
  await stopping
})

test('the caller that goes away cancels the work', async () => {
  const { clock, local, call } = setUp()
  const cancellation = new Cancellation()
  let heard: string | null = null
  local.serve('catalog', ({ context }) => {
    context.cancellation.onCancel(({ code }) => (heard = code))
    return new Promise(() => {})
  })
  watch(local.deliver(call(1_000, cancellation)))
  await clock.advance(0)
  cancellation.cancel(new Fault({ kind: 'cancelled', code: 'gone', message: 'gone' }))
  assert.equal(heard, 'gone')
})

/** A stream of numbers that waits for ever after the second. */
function createCounts() {
  const counts = { isClosed: false, items }
  async function* items(cancellation: Cancellation) {
    try {
      yield 1
      yield 2
      await new Promise((resolve) => void cancellation.onCancel(resolve))
    } finally {
      counts.isClosed = true
    }
  }
  return counts
}

test('a stopping service ends its streams at once', async () => {
  const { clock, local, call } = setUp()
  const counts = createCounts()
  const serving = local.serve('catalog', async ({ context }) => counts.items(context.cancellation))
  const items = (await local.deliver(call())) as AsyncIterable<number>
  const read: number[] = []
  const reading = (async () => {
    for await (const item of items) read.push(item)
  })()
  await clock.advance(0)
  await serving.stop(5_000)
  await assert.rejects(reading, { code: 'stopped' })
  assert.deepEqual([read, counts.isClosed], [[1, 2], true])
})

test('a stream that nobody reads, or reads no further, holds nothing up', async () => {
  const { clock, local, call } = setUp()
  const counts = createCounts()
  const serving = local.serve('catalog', async ({ context }) => counts.items(context.cancellation))
  await local.deliver(call())
  const items = (await local.deliver(call())) as AsyncIterable<number>
  for await (const item of items) if (item === 2) break
  await clock.advance(0)
  assert.equal(counts.isClosed, true)
  await serving.stop(5_000)
  assert.equal(clock.pending, 0)
})

test('events do not come this way', async () => {
  const { local } = setUp()
  await assert.rejects(local.deliver({ kind: 'event' } as never), /channel/)
})
