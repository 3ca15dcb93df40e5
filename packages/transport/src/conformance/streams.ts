/** Cases of the suite: replies that go on. */
import assert from 'node:assert/strict'
import { isAsyncIterable } from '@atoll/contract'
import { Cancellation, Fault, type Reply } from '@atoll/pipeline'
import { clock, deadlineIn, fieldOf, type ProbeCase, probe, thrownBy, until } from './probe.ts'

function streamOf(reply: Reply): AsyncIterator<unknown> {
  assert.ok(isAsyncIterable(reply), 'expected a stream')
  return reply[Symbol.asyncIterator]()
}

async function* count(upTo: number, from = 1) {
  for (let n = from; n <= upTo; n++) yield { n }
}

/** A producer without end that remembers how far it came and whether it was ended. */
function createProducer(text: string) {
  const producer = {
    made: 0,
    ended: false,
    async *items() {
      try {
        for (;;) yield { n: ++producer.made, text }
      } finally {
        producer.ended = true
      }
    },
  }
  return producer
}

/** The cases by title. */
export const streamCases: Readonly<Record<string, ProbeCase>> = {
  async 'items of a stream arrive in order, each parsed, and then it ends'(open) {
    await using both = await open(() => count(200))
    const reply = await both.call(probe.follow, {})
    assert.ok(isAsyncIterable(reply))
    const items = await Array.fromAsync(reply)
    assert.deepEqual(
      items,
      Array.from({ length: 200 }, (_, index) => ({ n: index + 1 })),
    )
  },

  async 'an empty stream ends'(open) {
    await using both = await open(() => count(0))
    const items = streamOf(await both.call(probe.follow, {}))
    assert.equal((await items.next()).done, true)
  },

  async 'an item arrives before the next one exists'(open) {
    const { promise, resolve } = Promise.withResolvers<void>()
    await using both = await open(async function* () {
      yield { n: 1, text: 'Grüße 世界\nline' }
      await promise
      yield { n: 2 }
    })
    const items = streamOf(await both.call(probe.follow, {}))
    assert.deepEqual(await items.next(), { done: false, value: { n: 1, text: 'Grüße 世界\nline' } })
    resolve()
    assert.deepEqual(await items.next(), { done: false, value: { n: 2 } })
  },

  async 'the place to resume from reaches the callee'(open) {
    const inputs: unknown[] = []
    await using both = await open(({ input }) => {
      inputs.push(input)
      return count(5, Number(fieldOf(input, 'after')) + 1)
    })
    const items = streamOf(await both.call(probe.follow, { after: 3 }))
    assert.deepEqual(await items.next(), { done: false, value: { n: 4 } })
    await items.return?.()
    assert.deepEqual(inputs, [{ after: 3 }])
  },

  async 'a producer does not run ahead of its reader without limit'(open) {
    const producer = createProducer('x'.repeat(60_000))
    await using both = await open(() => producer.items())
    const items = streamOf(await both.call(probe.follow, {}))
    await items.next()
    let before = -1
    await until('the producer rests', () => {
      const rests = producer.made === before
      before = producer.made
      return rests
    })
    const restedAt = producer.made
    // Kernel buffers of both sides hold some megabytes at most.
    assert.ok(restedAt < 300, `ran ahead by ${restedAt} items of 60 kB`)
    for (let taken = 0; taken < restedAt + 10; taken++) await items.next()
    assert.ok(producer.made > restedAt, 'and goes on when it is read')
    await items.return?.()
  },

  async 'a reader that leaves ends the producer and cancels its work'(open) {
    const producer = createProducer('')
    const reasons: Fault[] = []
    await using both = await open(({ context }) => {
      context.cancellation.onCancel((reason) => reasons.push(reason))
      return producer.items()
    })
    const items = streamOf(await both.call(probe.follow, {}))
    await items.next()
    assert.equal((await items.return?.())?.done, true)
    await until('the producer ended', () => producer.ended && reasons.length === 1)
    assert.equal(reasons[0]?.kind, 'cancelled')
  },

  async 'a reader that leaves while the producer waits cancels its work'(open) {
    const reasons: Fault[] = []
    let waiting = false
    await using both = await open(async function* ({ context }) {
      yield { n: 1 }
      waiting = true
      await new Promise((_, reject) =>
        context.cancellation.onCancel((reason) => {
          reasons.push(reason)
          reject(reason)
        }),
      )
    })
    const items = streamOf(await both.call(probe.follow, {}))
    await items.next()
    const pending = Promise.allSettled([items.next()])
    await until('the producer waits', () => waiting)
    await items.return?.()
    await pending
    await until('the producer was told', () => reasons.length === 1)
  },

  async 'a caller that changes its mind ends the stream on both sides'(open) {
    const producer = createProducer('')
    await using both = await open(() => producer.items())
    const cancellation = new Cancellation()
    const items = streamOf(await both.call(probe.follow, {}, { cancellation }))
    await items.next()
    cancellation.cancel(
      new Fault({ kind: 'cancelled', code: 'changed_mind', message: 'Never mind.' }),
    )
    const fault = await thrownBy(
      (async () => {
        while ((await items.next()).done !== true);
      })(),
    )
    assert.ok(fault instanceof Fault)
    assert.equal(fault.kind, 'cancelled')
    await until('the producer ended', () => producer.ended)
  },

  async 'a stream that fails midway throws its fault after the items before it'(open) {
    await using both = await open(async function* () {
      yield { n: 1 }
      yield { n: 2 }
      throw new Fault({
        kind: 'precondition',
        code: 'moved_on',
        message: 'Ask anew.',
        details: { at: 2 },
      })
    })
    const items = streamOf(await both.call(probe.follow, {}))
    assert.deepEqual((await items.next()).value, { n: 1 })
    assert.deepEqual((await items.next()).value, { n: 2 })
    const fault = await thrownBy(items.next())
    assert.ok(fault instanceof Fault)
    assert.deepEqual(
      [fault.kind, fault.code, fault.details, fault.executed],
      ['precondition', 'moved_on', { at: 2 }, 'no'],
    )
    assert.equal((await items.next()).done, true)
  },

  async 'a fault before the first item is thrown by the call itself'(open) {
    await using both = await open(() => {
      throw new Fault({ kind: 'not_found', code: 'no_such_order', message: 'There is none.' })
    })
    const fault = await thrownBy(both.call(probe.follow, {}))
    assert.ok(fault instanceof Fault)
    assert.deepEqual([fault.kind, fault.code], ['not_found', 'no_such_order'])
  },

  async 'an item that the contract does not allow ends the stream with a fault'(open) {
    const producer = createProducer('')
    await using both = await open(async function* () {
      yield { n: 'one' }
      yield* producer.items()
    })
    const items = streamOf(await both.call(probe.follow, {}))
    const fault = await thrownBy(items.next())
    assert.ok(fault instanceof Fault)
    assert.deepEqual([fault.kind, fault.code], ['internal', 'unreadable_reply'])
  },

  async 'a stream that began outlives the deadline of its call'(open) {
    const { promise, resolve } = Promise.withResolvers<void>()
    await using both = await open(async function* () {
      yield { n: 1 }
      await promise
      yield { n: 2 }
    })
    const items = streamOf(await both.call(probe.follow, {}, deadlineIn(100)))
    await items.next()
    await clock.sleep(300)
    resolve()
    assert.deepEqual((await items.next()).value, { n: 2 })
  },
}
