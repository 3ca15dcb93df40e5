import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Operation } from '@atoll/contract'
import { Cancellation, pipeline, systemRandom } from '@atoll/pipeline'
import { createSeededRandom, createSimulatedClock } from '@atoll/pipeline/simulated'
import { attemptsMax, backoffMsBase, backoffMsMax, createRetry } from './retry.ts'
import { retriesPerSecondMin, retriesSavedMax, retryShare } from './retry-budget.ts'
import { callOf, faultOf, hopOf, parcels, times, watch } from './testing.ts'

const longest = { next: () => 1 - Number.EPSILON }

function setUp(outcomes: Parameters<typeof hopOf>[0], random = createSeededRandom(1)) {
  const clock = createSimulatedClock()
  const hop = hopOf(outcomes)
  return { clock, hop, deliver: pipeline([createRetry({ clock, random })], hop) }
}

const refused = faultOf({ executed: 'no' })
const unsure = faultOf({ executed: 'unknown' })

const harmless = [
  ['a command that was not executed', callOf.bind(null, parcels.send), refused, {}],
  ['a query', callOf.bind(null, parcels.track), unsure, {}],
  [
    'a command with an idempotency key',
    callOf.bind(null, parcels.send),
    unsure,
    { idempotencyKey: 'k' },
  ],
] as const

for (const [what, call, fault, parts] of harmless)
  test(`${what} is repeated until it works`, async () => {
    const { clock, hop, deliver } = setUp([fault, fault])
    const state = await watch(deliver(call(clock, parts)))
    await clock.advance(10_000)
    assert.equal(state.value, 'ok')
    assert.equal(hop.calls(), 3)
  })

const final = [
  ['a command that may have been executed', unsure],
  ['a conflict', faultOf({ kind: 'conflict', executed: 'no' })],
  ['an internal fault', faultOf({ kind: 'internal', executed: 'no' })],
  ['a passed deadline', faultOf({ kind: 'deadline', executed: 'no' })],
] as const

for (const [what, fault] of final)
  test(`${what} is not repeated`, async () => {
    const { clock, hop, deliver } = setUp([fault])
    const state = await watch(deliver(callOf(parcels.send, clock)))
    await clock.advance(10_000)
    assert.equal(state.fault, fault)
    assert.equal(hop.calls(), 1)
  })

test('it gives up after its attempts, with the fault of the callee', async () => {
  const { clock, hop, deliver } = setUp(times(10, refused))
  const state = await watch(deliver(callOf(parcels.send, clock)))
  await clock.advance(60_000)
  assert.equal(hop.calls(), attemptsMax)
  const { kind, code, executed, details, cause } = state.fault ?? refused
  assert.deepEqual([kind, code, executed], ['unavailable', 'refused', 'no'])
  assert.deepEqual(details, { attempts: attemptsMax })
  assert.equal(cause, refused)
})

test('what one layer has repeated, the layer above does not', async () => {
  const clock = createSimulatedClock()
  const hop = hopOf(times(20, refused))
  const parts = { clock, random: createSeededRandom(1) }
  const deliver = pipeline([createRetry(parts), createRetry(parts)], hop)
  const state = await watch(deliver(callOf(parcels.send, clock)))
  await clock.advance(60_000)
  assert.equal(state.isSettled, true)
  assert.equal(hop.calls(), attemptsMax)
})

test('waits are fully jittered and double', async () => {
  const { clock, hop, deliver } = setUp([refused, refused], longest)
  const state = await watch(deliver(callOf(parcels.send, clock)))
  await clock.advance(backoffMsBase - 1)
  assert.equal(hop.calls(), 1)
  await clock.advance(1)
  assert.equal(hop.calls(), 2)
  await clock.advance(2 * backoffMsBase - 1)
  assert.equal(hop.calls(), 2)
  await clock.advance(1)
  assert.equal(state.value, 'ok')
  const none = setUp([refused], { next: () => 0 })
  const atOnce = await watch(none.deliver(callOf(parcels.send, none.clock)))
  await none.clock.advance(0)
  assert.equal(atOnce.value, 'ok')
})

test('it waits as long as the callee asks, up to the longest wait, and no longer', async () => {
  const asked = faultOf({ kind: 'limited', retryAfterMs: backoffMsMax })
  const { clock, hop, deliver } = setUp([asked])
  const state = await watch(deliver(callOf(parcels.send, clock)))
  await clock.advance(backoffMsMax - 1)
  assert.equal(hop.calls(), 1)
  await clock.advance(1)
  assert.equal(state.value, 'ok')
  const tooLong = setUp([faultOf({ kind: 'limited', retryAfterMs: backoffMsMax + 1 })])
  await assert.rejects(tooLong.deliver(callOf(parcels.send, tooLong.clock)), { kind: 'limited' })
  assert.equal(tooLong.hop.calls(), 1)
})

test('it never waits past the deadline', async () => {
  const { clock, hop, deliver } = setUp([refused], longest)
  const deadlineAt = backoffMsBase - 1
  await assert.rejects(deliver(callOf(parcels.send, clock, { deadlineAt })), { code: 'refused' })
  assert.equal(hop.calls(), 1)
  const inTime = setUp([refused], longest)
  const state = await watch(
    inTime.deliver(callOf(parcels.send, inTime.clock, { deadlineAt: backoffMsBase + 1 })),
  )
  await inTime.clock.advance(backoffMsBase)
  assert.equal(state.value, 'ok')
})

test('a caller that goes away ends the waiting, and no timer is left', async () => {
  const { clock, hop, deliver } = setUp([refused], longest)
  const cancellation = new Cancellation()
  const state = await watch(deliver(callOf(parcels.send, clock, { cancellation })))
  await clock.advance(1)
  cancellation.cancel(faultOf({ kind: 'cancelled', code: 'gone' }))
  await clock.advance(0)
  assert.equal(state.fault?.code, 'gone')
  assert.equal(hop.calls(), 1)
  assert.equal(clock.pending, 0)
})

test('repetitions stay within the budget of a callee that is down', async () => {
  const clock = createSimulatedClock()
  let calls = 0
  const random = { next: () => 0 }
  const deliver = createRetry({ clock, random })(async () => {
    calls += 1
    throw refused
  })
  const first = 1_000
  const sent = Array.from({ length: first }, () => watch(deliver(callOf(parcels.track, clock))))
  const states = await Promise.all(sent)
  for (let round = 0; round < 5; round += 1) await clock.advance(0)
  assert.ok(states.every(({ isSettled }) => isSettled))
  const most = first + retriesSavedMax + first * retryShare
  assert.ok(calls > first && calls <= most, `${calls} calls for ${first}, at most ${most}`)
})

test('a spent budget is refilled by time alone, and another callee has its own', async () => {
  const { clock, hop, deliver } = setUp(times(200, refused), { next: () => 0 })
  const attemptsOf = async (operation: Operation) => {
    const before = hop.calls()
    await watch(deliver(callOf(operation, clock)))
    await clock.advance(0)
    return hop.calls() - before
  }
  for (let count = 0; count < 2 * retriesSavedMax; count += 1) await attemptsOf(parcels.send)
  assert.equal(await attemptsOf(parcels.send), 1)
  assert.equal(await attemptsOf({ ...parcels.send, contract: 'other' }), attemptsMax)
  await clock.advance(2_000 / retriesPerSecondMin)
  assert.equal(await attemptsOf(parcels.send), attemptsMax)
})

test('it works with the chance of the machine', async () => {
  const { clock, deliver } = setUp([refused], systemRandom)
  const state = await watch(deliver(callOf(parcels.send, clock)))
  await clock.advance(backoffMsBase)
  assert.equal(state.value, 'ok')
})
