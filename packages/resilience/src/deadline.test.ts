import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cancellation, type Context, pipeline } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { incomingDeadline, outgoingDeadline } from './deadline.ts'
import { callOf, faultOf, hopOf, parcels, watch } from './testing.ts'

for (const [border, step] of Object.entries({ outgoingDeadline, incomingDeadline }))
  test(`${border} refuses exactly from the deadline on, and nothing is done`, async () => {
    const clock = createSimulatedClock()
    await clock.advance(1_000)
    const hop = hopOf([])
    const deliver = pipeline([step(clock)], hop)
    assert.equal(await deliver(callOf(parcels.send, clock, { deadlineAt: 1_000.5 })), 'ok')
    assert.equal(hop.calls(), 1)
    const late = deliver(callOf(parcels.send, clock, { deadlineAt: 1_000 }))
    await assert.rejects(late, { kind: 'deadline', code: 'deadline_passed', executed: 'no' })
    assert.equal(hop.calls(), 1)
    await clock.advance(1)
    assert.equal(clock.pending, 0)
  })

test('work that takes longer is cancelled at its deadline and answered at once', async () => {
  const clock = createSimulatedClock()
  const outer = new Cancellation()
  let inner: Context | null = null
  const deliver = incomingDeadline(clock)(({ context }) => {
    inner = context
    return new Promise(() => {})
  })
  const call = callOf(parcels.send, clock, { deadlineAt: 500, cancellation: outer })
  const state = await watch(deliver(call))
  await clock.advance(499)
  assert.equal(state.isSettled, false)
  await clock.advance(1)
  assert.equal(state.fault?.code, 'deadline_exceeded')
  assert.equal(state.fault.executed, 'unknown')
  assert.equal((inner as Context | null)?.cancellation.reason, state.fault)
  assert.equal(outer.reason, null, 'the caller has other work, which goes on')
  assert.equal(clock.pending, 0)
})

test('the caller going away reaches the work', async () => {
  const clock = createSimulatedClock()
  const cancellation = new Cancellation()
  const deliver = incomingDeadline(clock)(() => new Promise(() => {}))
  const replied = deliver(callOf(parcels.send, clock, { deadlineAt: 500, cancellation }))
  cancellation.cancel(faultOf({ kind: 'cancelled', code: 'gone' }))
  const state = await watch(replied)
  assert.equal(state.fault?.code, 'gone')
  await clock.advance(500)
  assert.equal(state.fault.code, 'gone')
  assert.equal(clock.pending, 0)
})

test('a stream that has begun outlives the deadline and still hears its reader go', async () => {
  const clock = createSimulatedClock()
  const outer = new Cancellation()
  let inner = new Cancellation()
  const deliver = incomingDeadline(clock)(async ({ context }) => {
    inner = context.cancellation
    return (async function* () {
      yield 1
    })()
  })
  await deliver(callOf(parcels.track, clock, { deadlineAt: 500, cancellation: outer }))
  await clock.advance(1_000)
  assert.equal(inner.reason, null)
  const gone = faultOf({ kind: 'cancelled', code: 'gone' })
  outer.cancel(gone)
  assert.equal(inner.reason, gone)
})

test('without a deadline nothing is armed', async () => {
  const clock = createSimulatedClock()
  let pending = -1
  const deliver = incomingDeadline(clock)(async () => {
    pending = clock.pending
    return 'ok'
  })
  assert.equal(await deliver(callOf(parcels.send, clock)), 'ok')
  assert.equal(pending, 0)
})
