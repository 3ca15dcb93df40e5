/** Cases of the suite: calls that end before their work does. */
import assert from 'node:assert/strict'
import { Cancellation, Fault } from '@atoll/pipeline'
import { clock, deadlineIn, type Handle, type ProbeCase, probe, thrownBy, until } from './probe.ts'

/** A callee that works until somebody tells it to stop, and remembers why it did. */
function createWaiter(): { handle: Handle; reasons: Fault[]; began: number } {
  const waiter = {
    reasons: [] as Fault[],
    began: 0,
    handle: ((call) => {
      waiter.began++
      return new Promise((_, reject) =>
        call.context.cancellation.onCancel((reason) => {
          waiter.reasons.push(reason)
          reject(reason)
        }),
      )
    }) satisfies Handle,
  }
  return waiter
}

function cancelled(): Fault {
  return new Fault({ kind: 'cancelled', code: 'changed_mind', message: 'Never mind.' })
}

/** The cases by title. */
export const endingCases: Readonly<Record<string, ProbeCase>> = {
  async 'a passed deadline ends the call promptly and cancels the work of the callee'(open) {
    const waiter = createWaiter()
    await using both = await open(waiter.handle)
    const startedAt = clock.monotonic()
    const fault = await thrownBy(both.call(probe.echo, {}, deadlineIn(100)))
    const tookMs = clock.monotonic() - startedAt
    assert.ok(fault instanceof Fault)
    assert.deepEqual([fault.kind, fault.executed], ['deadline', 'unknown'])
    assert.ok(tookMs < 2_000, `took ${tookMs} ms`)
    await until('the callee was told', () => waiter.reasons.length === 1)
    assert.equal(waiter.reasons[0]?.kind, 'deadline')
  },

  async 'a passed deadline ends the call even if the callee does not listen'(open) {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    await using both = await open(() => promise)
    const fault = await thrownBy(both.call(probe.echo, {}, deadlineIn(100)))
    resolve({})
    assert.ok(fault instanceof Fault)
    assert.equal(fault.kind, 'deadline')
  },

  async 'a deadline that was over before sending is not executed'(open) {
    const waiter = createWaiter()
    await using both = await open(waiter.handle)
    const fault = await thrownBy(both.call(probe.echo, {}, deadlineIn(-1)))
    assert.ok(fault instanceof Fault)
    assert.deepEqual([fault.kind, fault.executed], ['deadline', 'no'])
    assert.equal(waiter.began, 0)
  },

  async 'a caller that changes its mind is released at once and the callee is told'(open) {
    const waiter = createWaiter()
    await using both = await open(waiter.handle)
    const cancellation = new Cancellation()
    const reason = cancelled()
    const thrown = thrownBy(both.call(probe.echo, {}, { cancellation }))
    await until('the work began', () => waiter.began === 1)
    cancellation.cancel(reason)
    assert.equal(await thrown, reason)
    await until('the callee was told', () => waiter.reasons.length === 1)
    assert.equal(waiter.reasons[0]?.kind, 'cancelled')
  },

  async 'a call that was cancelled before sending never arrives'(open) {
    const waiter = createWaiter()
    await using both = await open(waiter.handle)
    const cancellation = new Cancellation()
    const reason = cancelled()
    cancellation.cancel(reason)
    assert.equal(await thrownBy(both.call(probe.echo, {}, { cancellation })), reason)
    assert.equal(waiter.began, 0)
  },

  async 'work that ended by itself is not told to stop'(open) {
    const reasons: Fault[] = []
    await using both = await open(({ input, context }) => {
      context.cancellation.onCancel((reason) => reasons.push(reason))
      return input
    })
    await both.call(probe.echo, { value: 1 }, deadlineIn(50))
    await clock.sleep(100)
    assert.deepEqual(reasons, [])
  },
}
