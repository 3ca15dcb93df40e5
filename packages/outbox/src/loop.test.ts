import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { startLoop } from './loop.ts'

/** A loop whose turns are written down with their time; `next` says what each turn does. */
async function openLoop(next: (turn: number) => boolean = () => false) {
  const clock = createSimulatedClock()
  const turnsAt: number[] = []
  const errors: unknown[] = []
  const loop = startLoop({
    clock,
    turn: async () => next(turnsAt.push(clock.monotonic())),
    onError: (error) => errors.push(error),
    idleMsMin: 5,
    idleMsMax: 30,
  })
  await clock.advance(0)
  return { clock, turnsAt, errors, loop }
}

const fail = (): boolean => {
  throw new Error('broken')
}

test('the pause doubles while there is nothing to do, up to its longest', async () => {
  const { clock, turnsAt, loop } = await openLoop()
  await clock.advance(100)
  await loop.stop()
  assert.deepEqual(turnsAt, [0, 5, 15, 35, 65, 95])
})

test('a wake ends the pause at once and makes the next one short again', async () => {
  const { clock, turnsAt, loop } = await openLoop()
  await clock.advance(40)
  loop.wake()
  await clock.advance(5)
  await loop.stop()
  assert.deepEqual(turnsAt, [0, 5, 15, 35, 40, 45])
})

test('a wake during a turn is not forgotten', async () => {
  const clock = createSimulatedClock()
  const gate = Promise.withResolvers<boolean>()
  let turns = 0
  const loop = startLoop({
    clock,
    turn: () => (++turns === 1 ? gate.promise : Promise.resolve(false)),
    onError: () => {},
    idleMsMin: 1_000,
    idleMsMax: 1_000,
  })
  loop.wake()
  gate.resolve(false)
  await clock.advance(0)
  assert.equal(turns, 2)
  await loop.stop()
})

test('after work the next turn follows at once', async () => {
  const { turnsAt, loop } = await openLoop((turn) => turn < 4)
  await loop.stop()
  assert.deepEqual(turnsAt, [0, 0, 0, 0])
})

test('failures pause longer and longer, and no wake makes them quicker', async () => {
  const { clock, turnsAt, errors, loop } = await openLoop((turn) => turn < 4 && fail())
  for (let waited = 0; waited < 350; waited += 10) {
    loop.wake()
    await clock.advance(10)
  }
  await loop.stop()
  assert.deepEqual(turnsAt.slice(0, 4), [0, 50, 150, 350])
  assert.equal(errors.length, 3)
})

test('stopping waits for the turn under way, ends every pause and leaves no alarm', async () => {
  const idle = await openLoop()
  await idle.loop.stop()
  const failed = await openLoop(fail)
  await failed.loop.stop()
  assert.deepEqual([idle.clock.pending, failed.clock.pending], [0, 0])
  const gate = Promise.withResolvers<boolean>()
  const busy = startLoop({
    clock: idle.clock,
    turn: () => gate.promise,
    onError: () => {},
    idleMsMin: 1,
    idleMsMax: 1,
  })
  let isStopped = false
  const stopped = busy.stop().then(() => (isStopped = true))
  await idle.clock.advance(100)
  assert.equal(isStopped, false)
  gate.resolve(true)
  await stopped
})
