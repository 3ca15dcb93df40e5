/** Cases of the suite: listeners that stop, and callees that are gone. */
import assert from 'node:assert/strict'
import { isAsyncIterable } from '@atoll/contract'
import { Fault } from '@atoll/pipeline'
import { clock, type ProbeCase, probe, thrownBy, until } from './probe.ts'

function assertUnavailable(fault: unknown, executed: string): void {
  assert.ok(fault instanceof Fault, `expected a fault, got ${String(fault)}`)
  assert.deepEqual([fault.kind, fault.executed], ['unavailable', executed])
}

/** The cases by title. */
export const stoppingCases: Readonly<Record<string, ProbeCase>> = {
  async 'stopping lets calls in flight finish and refuses new ones'(open) {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    let began = 0
    await using both = await open(() => {
      began++
      return promise
    })
    const inFlight = both.call(probe.echo, {})
    await until('the work began', () => began === 1)
    let stopped = false
    const stopping = both.listener.stop(10_000).then(() => {
      stopped = true
    })
    assertUnavailable(await thrownBy(both.call(probe.echo, {})), 'no')
    assert.equal(stopped, false)
    resolve({ value: 'done' })
    assert.deepEqual(await inFlight, { value: 'done' })
    await stopping
    assert.equal(began, 1)
  },

  async 'work that outlasts the grace is cancelled with a fault'(open) {
    const reasons: Fault[] = []
    let began = false
    await using both = await open(({ context }) => {
      began = true
      return new Promise((_, reject) =>
        context.cancellation.onCancel((reason) => {
          reasons.push(reason)
          reject(reason)
        }),
      )
    })
    const thrown = thrownBy(both.call(probe.echo, {}))
    await until('the work began', () => began)
    await both.listener.stop(50)
    assert.equal(reasons[0]?.kind, 'unavailable')
    assertUnavailable(await thrown, 'unknown')
  },

  async 'work that does not listen is left behind, its caller told that it may have run'(open) {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    let began = false
    await using both = await open(() => {
      began = true
      return promise
    })
    const thrown = thrownBy(both.call(probe.echo, {}))
    await until('the work began', () => began)
    await both.listener.stop(0)
    assertUnavailable(await thrown, 'unknown')
    resolve({})
  },

  async 'stopping ends streams at once, as unavailable'(open) {
    await using both = await open(async function* () {
      yield { n: 1 }
      await new Promise(() => {})
    })
    const reply = await both.call(probe.follow, {})
    assert.ok(isAsyncIterable(reply))
    const items = reply[Symbol.asyncIterator]()
    await items.next()
    const startedAt = clock.monotonic()
    const thrown = thrownBy(items.next())
    await both.listener.stop(60_000)
    assert.ok(clock.monotonic() - startedAt < 5_000)
    assertUnavailable(await thrown, 'unknown')
  },

  async 'an idle listener stops at once, and twice is no more than once'(open) {
    await using both = await open(({ input }) => input)
    await both.call(probe.echo, {})
    const startedAt = clock.monotonic()
    await Promise.all([both.listener.stop(60_000), both.listener.stop(60_000)])
    assert.ok(clock.monotonic() - startedAt < 5_000)
  },

  async 'a callee that is gone is unavailable and executed nothing'(open) {
    await using both = await open(({ input }) => input)
    await both.call(probe.echo, {})
    await both.listener.stop(0)
    assertUnavailable(await thrownBy(both.call(probe.echo, {})), 'no')
  },
}
