import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, command, contract } from '@atoll/contract'
import {
  Cancellation,
  type Context,
  type Deliver,
  type Fault,
  type Message,
  pipeline,
} from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { z } from 'zod'
import { incomingLimit, type LimitParts, outgoingLimit } from './limit.ts'
import { callOf, faultOf, parcels, watch } from './testing.ts'

const trucks = contract('trucks', 1, {
  stop: command({ input: z.object({}), output: z.string(), allow: anyone, priority: 'critical' }),
})

/** A border with a hop that ends a call when it is told to, and remembers what came. */
function open(parts: Partial<LimitParts>, step = incomingLimit) {
  const clock = createSimulatedClock()
  const came: { readonly message: Message; readonly end: (fault?: Fault) => void }[] = []
  const hop: Deliver = (message) =>
    new Promise((resolve, reject) => {
      const end = (fault?: Fault) => (fault === undefined ? resolve('ok') : reject(fault))
      came.push({ message, end })
    })
  const deliver = pipeline([step({ clock, ...parts })], hop)
  const send = (context?: Partial<Context>) => watch(deliver(callOf(parcels.send, clock, context)))
  return { clock, came, deliver, send }
}

test('as many calls as the limit are let in; one more waits until one of them ends', async () => {
  const { came, send } = open({ concurrencyMax: 2 })
  await send()
  await send()
  const third = await send()
  assert.equal(came.length, 2)
  came[0]?.end(faultOf({ kind: 'internal' }))
  await new Promise(setImmediate)
  assert.equal(came.length, 3, 'a failed call makes room too')
  came[2]?.end()
  await new Promise(setImmediate)
  assert.equal(third.value, 'ok')
})

test('where no more may wait, the oldest that waits is refused at once', async () => {
  const { came, send } = open({ concurrencyMax: 1, waitingMax: 1 })
  await send()
  const second = await send()
  const third = await send()
  assert.equal(second.fault?.code, 'too_busy')
  assert.equal(second.fault.executed, 'no')
  assert.ok((second.fault.retryAfterMs ?? 0) > 0)
  assert.ok(!third.isSettled)
  assert.equal(came.length, 1)
})

/** Ends one call after the other, as they came. */
async function endAll(came: ReturnType<typeof open>['came'], count: number): Promise<unknown[]> {
  for (let ended = 0; ended < count; ended += 1) {
    came[ended]?.end()
    await new Promise(setImmediate)
  }
  return came.map(({ message }) => message.context.caller)
}

test('those who wait go in turn, and what is worth more before that', async () => {
  const { came, send } = open({ concurrencyMax: 1 })
  await send({ caller: 'first' })
  await send({ caller: 'worth little', priority: 'batch' })
  await send({ caller: 'worth most', priority: 'critical' })
  await send({ caller: 'older' })
  await send({ caller: 'newer' })
  const order = await endAll(came, 5)
  assert.deepEqual(order, ['first', 'worth most', 'older', 'newer', 'worth little'])
})

test('in a line where somebody waits longer than calls take, the newest goes first', async () => {
  const { clock, came, send } = open({ concurrencyMax: 1 })
  // Three windows: what is undisturbed is known, then how long a call takes.
  for (let count = 0; count < 90; count += 1) {
    await send({ caller: 'earlier' })
    await clock.advance(4)
    came[count]?.end()
    await clock.advance(0)
  }
  came.length = 0
  await send({ caller: 'first' })
  await send({ caller: 'second' })
  const oldest = await send({ caller: 'oldest' })
  await send({ caller: 'older' })
  await clock.advance(60)
  came[0]?.end()
  await clock.advance(41)
  await send({ caller: 'newest' })
  assert.equal(oldest.fault?.code, 'too_busy', 'it gave way to the newest')
  assert.deepEqual(await endAll(came, 4), ['first', 'second', 'newest', 'older'])
})

test('of a crowd of slow calls after many quick ones nobody is refused before any of them could end', async () => {
  const { clock, came, send } = open({ concurrencyMax: 2 })
  for (let n = 0; n < 100; n += 1) {
    await send({ caller: 'quick' })
    await clock.advance(4)
    came[n]?.end()
    await new Promise(setImmediate)
  }
  const crowd: Awaited<ReturnType<typeof send>>[] = []
  for (let n = 0; n < 20; n += 1) {
    crowd.push(await send({ caller: `${n}` }))
    await clock.advance(50)
  }
  for (let n = 0; n < 20; n += 1) {
    await clock.advance(200)
    came[100 + n]?.end()
    await new Promise(setImmediate)
  }
  assert.deepEqual(
    crowd.map(({ fault }) => fault?.code),
    crowd.map(() => undefined),
  )
})

test('before it is known how long calls take, those who wait go in turn', async () => {
  const { clock, came, send } = open({ concurrencyMax: 1 })
  await send({ caller: 'first' })
  await send({ caller: 'oldest' })
  await clock.advance(5_000)
  await send({ caller: 'newest' })
  assert.deepEqual(await endAll(came, 3), ['first', 'oldest', 'newest'])
})

test('of what is worth least the oldest is refused, even if it came last', async () => {
  const { send } = open({ concurrencyMax: 1, waitingMax: 2 })
  await send()
  const waiting = await send({ priority: 'critical' })
  await send()
  const last = await send({ priority: 'best-effort' })
  assert.equal(last.fault?.code, 'too_busy')
  assert.ok(!waiting.isSettled)
})

test('batch leaves a quarter free, best effort a half', async () => {
  const { came, send } = open({ concurrencyMax: 8 })
  for (let count = 0; count < 8; count += 1) await send({ priority: 'best-effort' })
  assert.equal(came.length, 4)
  for (let count = 0; count < 8; count += 1) await send({ priority: 'batch' })
  assert.equal(came.length, 6)
  for (let count = 0; count < 8; count += 1) await send()
  assert.equal(came.length, 8)
})

test('a call that waits is given up with its caller, at its deadline, or after ten seconds', async () => {
  const { clock, came, send } = open({ concurrencyMax: 1 })
  await send()
  const cancellation = new Cancellation()
  const abandoned = await send({ cancellation })
  const inTime = await send({ deadlineAt: 100 })
  const patient = await send()
  cancellation.cancel(faultOf({ kind: 'cancelled', code: 'gone' }))
  await clock.advance(101)
  assert.equal(abandoned.fault?.code, 'gone')
  assert.equal(inTime.fault?.code, 'deadline_passed')
  assert.equal(inTime.fault.executed, 'no')
  assert.ok(!patient.isSettled)
  await clock.advance(10_000)
  assert.equal(patient.fault?.code, 'too_busy')
  came[0]?.end()
  await new Promise(setImmediate)
  assert.equal(came.length, 1, 'nobody is left who waits')
})

test('what an operation is worth goes on with all that follows from it', async () => {
  const { clock, came, deliver } = open({})
  await watch(deliver(callOf(trucks.stop, clock)))
  await watch(deliver(callOf(trucks.stop, clock, { priority: 'batch' })))
  const worth = came.map(({ message }) => message.context.priority)
  assert.deepEqual(worth, ['critical', 'batch'], 'whoever began the work has the first word')
})

test('each callee has a limit of its own', async () => {
  const { clock, came, deliver, send } = open({ concurrencyMax: 1 }, outgoingLimit)
  await send()
  await send()
  await watch(deliver(callOf(trucks.stop, clock)))
  const callees = came.map(({ message }) => message.kind === 'call' && message.operation.contract)
  assert.deepEqual(callees, ['parcels', 'trucks'])
})

test('a limit that lets nothing in, or is no whole number, is refused', () => {
  for (const concurrencyMax of [0, -1, 1.5, Number.NaN])
    assert.throws(() => open({ concurrencyMax }), /whole number from 1/)
})

test('many may come at once before anything is known', async () => {
  const { came, send } = open({})
  const states = await Promise.all(Array.from({ length: 320 }, () => send()))
  assert.equal(came.length, 64)
  assert.ok(states.every(({ isSettled }) => !isSettled))
  await send()
  assert.equal(states.filter(({ fault }) => fault?.code === 'too_busy').length, 1)
})
