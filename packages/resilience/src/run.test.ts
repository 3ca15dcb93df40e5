import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fault } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { type Breaker, circuitsMax, createBreaker } from './breaker.ts'
import { watch } from './testing.ts'

function open() {
  const clock = createSimulatedClock()
  const breaker = createBreaker({ clock, thresholds: { default: { failuresInRow: 3 } } })
  const fail = async (count: number) => {
    for (let each = 0; each < count; each += 1) await watch(breaker.run('billing', down))
  }
  return { clock, breaker, fail }
}

const bug = new TypeError('socket hang up')
const down = () => Promise.reject(bug)

function countsOf(breaker: Breaker) {
  const [circuit] = breaker.circuits()
  assert.ok(circuit !== undefined)
  return circuit
}

test('a function answers as it is, and throws what it throws', async () => {
  const { breaker } = open()
  assert.equal(await breaker.run('billing', () => 5), 5)
  assert.equal(await breaker.run('billing', async () => 'later'), 'later')
  await assert.rejects(breaker.run('billing', down), (thrown) => thrown === bug)
  await assert.rejects(
    breaker.run('billing', () => {
      throw bug
    }),
    (thrown) => thrown === bug,
  )
})

test('after its failures it is not run any more, until its time is over', async () => {
  const { clock, breaker, fail } = open()
  await fail(3)
  let runs = 0
  const work = () => (runs += 1)
  const refused = await watch(breaker.run('billing', work))
  assert.equal(refused.fault?.code, 'circuit_open')
  assert.equal(runs, 0)
  assert.equal(countsOf(breaker).state, 'open')
  await clock.advance(5_000)
  assert.equal(await breaker.run('billing', work), 1)
  assert.equal(countsOf(breaker).state, 'closed')
})

test('a fallback answers for a failure and for an open circuit, is told why, and is counted', async () => {
  const { breaker, fail } = open()
  const seen: Fault[] = []
  const fallback = (why: Fault) => {
    seen.push(why)
    return 'none'
  }
  assert.equal(await breaker.run('billing', down, { fallback }), 'none')
  assert.equal(seen[0]?.cause, bug)
  await fail(2)
  assert.equal(await breaker.run('billing', () => 'some', { fallback }), 'none')
  assert.equal(seen[1]?.code, 'circuit_open')
  const { fellBack, shortCircuited, failures } = countsOf(breaker).window
  assert.deepEqual([fellBack, shortCircuited, failures], [2, 1, 3])
})

test('a fallback that fails is thrown and counted', async () => {
  const { breaker } = open()
  const worse = new Error('worse')
  const fallback = () => Promise.reject(worse)
  await assert.rejects(breaker.run('billing', down, { fallback }), (thrown) => thrown === worse)
  assert.equal(countsOf(breaker).window.fallbackFailed, 1)
})

test('what takes too long ends with a deadline and its signal', async () => {
  const { clock, breaker } = open()
  let signal: AbortSignal | undefined
  const work = (given: AbortSignal) => {
    signal = given
    return new Promise<string>(() => {})
  }
  const state = await watch(breaker.run('billing', work, { timeoutMs: 100 }))
  await clock.advance(99)
  assert.equal(state.isSettled, false)
  await clock.advance(1)
  assert.equal(state.fault?.code, 'timed_out')
  assert.equal(signal?.aborted, true)
  assert.equal(countsOf(breaker).window.timeouts, 1)
  assert.equal(countsOf(breaker).underWay, 0)
})

test('what the caller says is no failure does not open, and has no fallback', async () => {
  const { breaker } = open()
  const isFailure = (thrown: unknown) => thrown !== bug
  for (let each = 0; each < 10; each += 1)
    await assert.rejects(
      breaker.run('billing', down, { isFailure, fallback: () => 'hidden' }),
      (thrown) => thrown === bug,
    )
  assert.equal(countsOf(breaker).state, 'closed')
  assert.equal(countsOf(breaker).window.declined, 10)
})

test('a judge that fails itself gives its place back; what it was to judge is a failure', async () => {
  const { breaker } = open()
  const isFailure = (thrown: unknown) =>
    (thrown as { response: { status: number } }).response.status >= 500
  await assert.rejects(breaker.run('billing', down, { isFailure }), (thrown) => thrown === bug)
  assert.equal(await breaker.run('billing', down, { isFailure, fallback: () => 'none' }), 'none')
  await watch(breaker.run('billing', down, { isFailure }))
  const { underWay, state, window } = countsOf(breaker)
  assert.deepEqual([underWay, state, window.failures], [0, 'open', 3])
})

test('what takes too long is a failure, whatever the caller says of what was thrown', async () => {
  const { clock, breaker } = open()
  const hangs = () => new Promise<string>(() => {})
  const options = { timeoutMs: 100, fallback: () => 'none', isFailure: () => false }
  for (let each = 0; each < 3; each += 1) {
    const state = await watch(breaker.run('billing', hangs, options))
    await clock.advance(100)
    assert.equal(state.value, 'none')
  }
  assert.deepEqual([countsOf(breaker).state, countsOf(breaker).window.timeouts], ['open', 3])
})

test('names without end are refused', async () => {
  const { breaker } = open()
  for (let each = 0; each < circuitsMax; each += 1) await breaker.run(`one-${each}`, () => null)
  await assert.rejects(
    breaker.run('one-more', () => null),
    /name them by operation/,
  )
})

test('how long calls take is told by its percentiles', async () => {
  const { clock, breaker } = open()
  for (let ms = 1; ms <= 100; ms += 1) {
    const state = await watch(breaker.run('billing', () => clock.sleep(ms)))
    await clock.advance(ms)
    assert.ok(state.isSettled)
  }
  const { mean, percentiles } = countsOf(breaker).latency
  assert.equal(mean, 50.5)
  assert.deepEqual(percentiles, [1, 25, 50, 75, 90, 95, 99, 100, 100])
})
