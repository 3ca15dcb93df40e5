import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FaultKind } from '@atoll/contract'
import { createClients, type Deliver, Fault, pipeline } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { type BreakerParts, createBreaker } from './breaker.ts'
import { createRetry } from './retry.ts'
import { callOf, faultOf, hopOf, parcels, times, watch } from './testing.ts'
import { thresholdsDefault } from './thresholds.ts'

const failuresMax = 5
const { openMs } = thresholdsDefault

function setUp(hop: Deliver, thresholds: BreakerParts['thresholds'] = {}) {
  const clock = createSimulatedClock()
  const breaker = createBreaker({ clock, thresholds })
  const deliver = pipeline([breaker.step], hop)
  const send = () => watch(deliver(callOf(parcels.send, clock)))
  const fail = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      await send()
    }
  }
  return { clock, breaker, deliver, send, fail }
}

test('it opens at its count of failures in a row, and says when to come again', async () => {
  const hop = hopOf(times(100, faultOf({})))
  const { clock, send, fail } = setUp(hop)
  await fail(failuresMax - 1)
  const last = await send()
  await clock.advance(0)
  assert.equal(last.fault?.code, 'refused')
  await clock.advance(1_000)
  const refused = await send()
  await clock.advance(0)
  assert.equal(hop.calls(), failuresMax)
  assert.equal(refused.fault?.code, 'circuit_open')
  assert.equal(refused.fault.executed, 'no')
  assert.equal(refused.fault.retryAfterMs, openMs - 1_000)
})

test('an answer in between begins the count anew', async () => {
  const hop = hopOf([
    ...times(failuresMax - 1, faultOf({})),
    'ok',
    ...times(failuresMax - 1, faultOf({})),
  ])
  const { send, fail, clock } = setUp(hop)
  await fail(2 * failuresMax - 1)
  const after = await send()
  await clock.advance(0)
  assert.equal(after.value, 'ok')
})

const counted: readonly FaultKind[] = ['unavailable', 'deadline', 'internal']
const uncounted: readonly FaultKind[] = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'precondition',
  'limited',
  'cancelled',
  'unimplemented',
]

for (const kind of [...counted, ...uncounted])
  test(`${kind} ${counted.includes(kind) ? 'is' : 'is not'} counted as a failure`, async () => {
    const hop = hopOf(times(100, faultOf({ kind, executed: 'unknown' })))
    const { fail } = setUp(hop)
    await fail(failuresMax + 3)
    assert.equal(hop.calls(), counted.includes(kind) ? failuresMax : failuresMax + 3)
  })

test('a call that was too late before it began says nothing of the callee', async () => {
  const hop = hopOf(times(100, faultOf({ kind: 'deadline', executed: 'no' })))
  const { fail } = setUp(hop)
  await fail(failuresMax + 1)
  assert.equal(hop.calls(), failuresMax + 1)
})

test('after its time one call probes, the others are refused meanwhile; its success closes', async () => {
  let calls = 0
  let answer: (reply: string) => void = () => {}
  const { clock, send, fail } = setUp(async () => {
    calls += 1
    if (calls <= failuresMax) throw faultOf({})
    return new Promise((resolve) => {
      answer = resolve
    })
  })
  await fail(failuresMax)
  await clock.advance(openMs - 1)
  await send()
  assert.equal(calls, failuresMax)
  await clock.advance(1)
  const probe = await send()
  const other = await send()
  await clock.advance(0)
  assert.equal(calls, failuresMax + 1)
  assert.equal(other.fault?.code, 'circuit_open')
  answer('ok')
  await clock.advance(0)
  assert.equal(probe.value, 'ok')
  await send()
  await send()
  assert.equal(calls, failuresMax + 3)
})

test('a probe that fails opens again for the whole time', async () => {
  const hop = hopOf(times(100, faultOf({})))
  const { clock, send, fail } = setUp(hop)
  await fail(failuresMax)
  await clock.advance(openMs)
  await fail(1)
  assert.equal(hop.calls(), failuresMax + 1)
  await clock.advance(openMs - 1)
  await send()
  assert.equal(hop.calls(), failuresMax + 1)
  await clock.advance(1)
  await send()
  assert.equal(hop.calls(), failuresMax + 2)
})

test('a probe whose caller went away lets the next one probe', async () => {
  const gone = faultOf({ kind: 'cancelled' })
  const hop = hopOf([...times(failuresMax, faultOf({})), gone, 'ok'])
  const { clock, send, fail } = setUp(hop)
  await fail(failuresMax)
  await clock.advance(openMs)
  await fail(1)
  const next = await send()
  await clock.advance(0)
  assert.equal(next.value, 'ok')
})

test('each operation has a circuit of its own', async () => {
  const { clock, deliver, fail } = setUp(async (message) => {
    if (message.kind === 'call' && message.operation.name === 'send') throw faultOf({})
    return 'ok'
  })
  await fail(failuresMax)
  assert.equal(await deliver(callOf(parcels.track, clock)), 'ok')
})

test('what is thrown and no fault counts as internal', async () => {
  const { clock, send, fail } = setUp(async () => {
    throw new TypeError('a bug')
  })
  await fail(failuresMax)
  const state = await send()
  await clock.advance(0)
  assert.ok(state.fault instanceof Fault)
  assert.equal(state.fault.code, 'circuit_open')
})

test('a callee has only so many calls under way, whatever the operation', async () => {
  const waiting: (() => void)[] = []
  const { clock, breaker, deliver } = setUp(
    () => new Promise((resolve) => waiting.push(() => resolve('ok'))),
    { of: { parcels: { underWayMax: 2 } } },
  )
  const first = await watch(deliver(callOf(parcels.send, clock)))
  await watch(deliver(callOf(parcels.track, clock)))
  const third = await watch(deliver(callOf(parcels.track, clock)))
  assert.deepEqual(
    [third.fault?.kind, third.fault?.code, third.fault?.executed],
    ['limited', 'bulkhead_full', 'no'],
  )
  assert.equal(waiting.length, 2)
  assert.deepEqual(
    breaker.circuits().map(({ name, underWay, window }) => [name, underWay, window.rejected]),
    [
      ['parcels.send', 1, 0],
      ['parcels.track', 1, 1],
    ],
  )
  waiting[0]?.()
  await watch(Promise.resolve())
  assert.equal(first.value, 'ok')
  const fourth = await watch(deliver(callOf(parcels.track, clock)))
  assert.equal(fourth.fault, undefined)
})

test('calls that fail leave the bulkhead too', async () => {
  const { clock, deliver } = setUp(hopOf(times(20, faultOf({ kind: 'not_found' }))), {
    default: { underWayMax: 1 },
  })
  for (let each = 0; each < 20; each += 1) {
    const { fault } = await watch(deliver(callOf(parcels.send, clock)))
    assert.equal(fault?.kind, 'not_found')
  }
})

test('a probe that finds the bulkhead full gives its place back', async () => {
  const answers: (() => void)[] = []
  let isDown = true
  const { clock, deliver, send, fail } = setUp(
    async (message) => {
      if (message.kind === 'call' && message.operation.name === 'track')
        await new Promise<void>((resolve) => answers.push(resolve))
      if (isDown) throw faultOf({})
      return 'ok'
    },
    { default: { underWayMax: 1 } },
  )
  await fail(failuresMax)
  isDown = false
  const long = await watch(deliver(callOf(parcels.track, clock)))
  await clock.advance(openMs)
  const probe = await send()
  assert.equal(probe.fault?.code, 'bulkhead_full')
  answers[0]?.()
  await watch(Promise.resolve())
  assert.equal(long.value, 'ok')
  const next = await send()
  assert.equal(next.value, 'ok')
})

test('thresholds change under running calls', async () => {
  const { breaker, send, fail } = setUp(hopOf(times(100, faultOf({}))))
  await fail(failuresMax - 1)
  breaker.thresholds.change({
    of: { 'parcels.send': { failuresInRow: 100, failurePercent: null } },
  })
  await fail(10)
  const state = await send()
  assert.equal(state.fault?.code, 'refused')
  breaker.thresholds.change({ default: { forced: 'open' } })
  const forced = await send()
  assert.equal(forced.fault?.code, 'circuit_open')
  assert.match(forced.fault.message, /is held open by an operator/)
})

test('a call that was repeated and then answered by its fallback is one that fell back', async () => {
  const clock = createSimulatedClock()
  const breaker = createBreaker({ clock })
  const hop = hopOf(times(100, faultOf({ executed: 'no' })))
  const steps = [createRetry({ clock, random: { next: () => 0 } }), breaker.step]
  const clients = createClients(parcels, pipeline(steps, hop), clock)
  const call = clients(callOf(parcels.track, clock).context)
  const state = await watch(call.track({}, { fallback: () => 'unknown' }))
  for (let each = 0; each < 10; each += 1) await clock.advance(10)
  assert.equal(state.value, 'unknown')
  const [circuit] = breaker.circuits()
  assert.deepEqual([hop.calls(), circuit?.window.failures, circuit?.window.fellBack], [3, 3, 1])
})
