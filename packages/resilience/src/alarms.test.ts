import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createAlarms, sharedMsMax } from './alarms.ts'

function setUp() {
  const clock = createSimulatedClock()
  const rung: string[] = []
  const alarm = (name: string) => ({ ring: () => void rung.push(name) })
  return { clock, alarms: createAlarms(clock), rung, alarm }
}

test('an alarm rings at its time and once, a far one at most 16 ms later', async () => {
  const { clock, alarms, rung, alarm } = setUp()
  alarms.set(50, alarm('near'))
  alarms.set(1_001, alarm('far'))
  await clock.advance(49.9)
  assert.deepEqual(rung, [])
  await clock.advance(0.1)
  assert.deepEqual(rung, ['near'])
  await clock.advance(951)
  await clock.advance(16)
  assert.deepEqual(rung, ['near', 'far'])
  await clock.advance(10_000)
  assert.deepEqual([rung.length, clock.pending], [2, 0])
})

test('what is taken back in time never rings', async () => {
  const { clock, alarms, rung, alarm } = setUp()
  for (const at of [50, 5_000, sharedMsMax + 1]) {
    const taken = alarm('taken')
    alarms.set(at, taken).delete(taken)
  }
  await clock.advance(sharedMsMax * 2)
  assert.deepEqual([rung, clock.pending], [[], 0])
})

test('ten thousand calls of ten seconds in one second need no more timers than slots', () => {
  const { clock, alarms, alarm } = setUp()
  for (let call = 0; call < 10_000; call += 1) alarms.set(10_000 + call / 10, alarm('never'))
  assert.ok(clock.pending <= 64, String(clock.pending))
})

test('an alarm of the far future leaves nothing behind', () => {
  const { clock, alarms, alarm } = setUp()
  for (let day = 1; day <= 100; day += 1) {
    const hostile = alarm('hostile')
    alarms.set(day * 86_400_000, hostile).delete(hostile)
  }
  assert.equal(clock.pending, 0)
})
