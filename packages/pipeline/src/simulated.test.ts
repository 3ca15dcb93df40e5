import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createIds, systemRandom } from './chance.ts'
import { systemClock } from './clock.ts'
import { createSeededIds, createSeededRandom, createSimulatedClock } from './simulated.ts'

test('alarms ring in the order of their times, and those of one time in the order they were set', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 20 }), { maxLength: 20 }), async (delays) => {
      const clock = createSimulatedClock()
      const rung: number[] = []
      for (const [index, delayMs] of delays.entries()) clock.timer(delayMs, () => rung.push(index))
      await clock.advance(20)
      const wanted = delays
        .map((delayMs, index) => ({ delayMs, index }))
        .toSorted((a, b) => a.delayMs - b.delayMs || a.index - b.index)
      assert.deepEqual(
        rung,
        wanted.map(({ index }) => index),
      )
      assert.equal(clock.pending, 0)
    }),
    { numRuns: 30 },
  )
})

test('time stands still between, and at an alarm it is the alarm’s time', async () => {
  const clock = createSimulatedClock(1_000)
  const at: number[] = []
  clock.timer(10, () => at.push(clock.now()))
  await clock.advance(9)
  assert.deepEqual(at, [])
  await clock.advance(100)
  assert.deepEqual(at, [1_010])
  assert.deepEqual([clock.now(), clock.monotonic()], [1_109, 109])
})

test('an alarm that is set by an alarm rings within the same step, and a cancelled one never', async () => {
  const clock = createSimulatedClock()
  const rung: string[] = []
  clock.timer(1, () => {
    rung.push('first')
    cancelled.cancel()
    clock.timer(1, () => rung.push('second'))
  })
  const cancelled = clock.timer(2, () => rung.push('never'))
  await clock.advance(2)
  assert.deepEqual(rung, ['first', 'second'])
})

test('a sleep ends at its time, or early when its signal fires', async () => {
  const clock = createSimulatedClock()
  const controller = new AbortController()
  const woken: string[] = []
  void clock.sleep(10).then(() => woken.push('slept'))
  void clock.sleep(10, controller.signal).then(() => woken.push('roused'))
  await clock.advance(1)
  controller.abort()
  await clock.advance(1)
  assert.deepEqual(woken, ['roused'])
  await clock.advance(8)
  assert.deepEqual(woken, ['roused', 'slept'])
  assert.equal(clock.pending, 0)
})

test('a sleep whose signal has fired already ends at once, on both clocks', async () => {
  const signal = AbortSignal.abort()
  await systemClock.sleep(1_000_000, signal)
  const clock = createSimulatedClock()
  let isOver = false
  void clock.sleep(1_000, signal).then(() => {
    isOver = true
  })
  await clock.advance(0)
  assert.ok(isOver)
  assert.equal(clock.pending, 0)
})

test('what promises set up before a step counts within it', async () => {
  const clock = createSimulatedClock()
  let isOver = false
  const work = async () => {
    await Promise.resolve()
    await clock.sleep(5)
    isOver = true
  }
  void work()
  await clock.advance(5)
  assert.ok(isOver)
})

test('one seed makes one history', () => {
  const history = (seed: number) => {
    const clock = createSimulatedClock()
    const ids = createSeededIds(seed, clock)
    const random = createSeededRandom(seed)
    return [ids.uuid(), ids.hex(8), ids.uuid(), random.next(), random.next()]
  }
  assert.deepEqual(history(1), history(1))
  assert.notDeepEqual(history(1), history(2))
})

test('seeded chance is between nothing and one, and spread', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = createSeededRandom(seed)
      const drawn = Array.from({ length: 200 }, () => random.next())
      assert.ok(drawn.every((each) => each >= 0 && each < 1))
      const mean = drawn.reduce((sum, each) => sum + each, 0) / drawn.length
      assert.ok(mean > 0.3 && mean < 0.7, `seed ${seed}: ${mean}`)
    }),
  )
})

test('identities are version 7 UUIDs that sort by their time', async () => {
  const clock = createSimulatedClock()
  for (const ids of [createSeededIds(1, clock), createIds(clock)]) {
    const first = ids.uuid()
    await clock.advance(1)
    const second = ids.uuid()
    assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.ok(first < second)
    assert.match(ids.hex(16), /^[0-9a-f]{32}$/)
  }
})

test('the machine’s identities do not repeat, also beyond one pool of bytes', () => {
  const ids = createIds(systemClock)
  const made = Array.from({ length: 2_000 }, () => ids.uuid())
  assert.equal(new Set(made).size, made.length)
  const drawn = systemRandom.next()
  assert.ok(drawn >= 0 && drawn < 1)
})
