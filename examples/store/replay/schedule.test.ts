import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import fc from 'fast-check'
import type { Order } from '../data/shape.ts'
import { planOrders, type Planned, sendInTurn, sendOnTime } from './schedule.ts'

function order(id: string, at: string): Order {
  return { id, at, customer: 'u-1', lines: [{ sku: 'a', quantity: 1 }] }
}

test('orders keep their distances, so many times shorter, from the first on', () => {
  const orders = [
    order('late', '2011-11-17T08:10:00Z'),
    order('first', '2011-11-17T08:00:00Z'),
    order('last', '2011-11-17T09:00:00.500Z'),
  ]
  const plan = planOrders(orders, { speed: 600, seed: 1 })
  assert.deepEqual(
    plan.map(({ order, atMs }) => [order.id, Math.round(atMs)]),
    [
      ['first', 0],
      ['late', 1000],
      ['last', 6001],
    ],
  )
})

test('orders of one minute lie within it, in the order of time, the same for the same seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), fc.integer({ min: 1, max: 40 }), (seed, count) => {
      const orders = [
        order('before', '2011-11-17T07:59:00Z'),
        ...Array.from({ length: count }, (_, n) => order(`${n}`, '2011-11-17T08:00Z')),
      ]
      const [, ...rest] = planOrders(orders, { speed: 1, seed })
      for (const { atMs } of rest) assert.ok(atMs >= 60_000 && atMs < 120_000, `${atMs}`)
      const times = rest.map(({ atMs }) => atMs)
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      )
      assert.deepEqual(planOrders(orders, { speed: 1, seed }).slice(1), rest)
    }),
  )
})

const plan: readonly Planned[] = [0, 100, 200, 5_000].map((atMs) => ({
  order: order(`${atMs}`, '2011-11-17T08:00:00Z'),
  atMs,
}))

/** Sends to somebody who answers when told to. */
function slowStore(clock = createSimulatedClock()) {
  const sent: number[] = []
  const answers: (() => void)[] = []
  const late: number[] = []
  const stop = new AbortController()
  const keeping = {
    clock,
    signal: stop.signal,
    send(_: Planned, plannedAtMs: number) {
      sent.push(clock.monotonic())
      return new Promise<void>((resolve) => {
        answers.push(() => {
          late.push(clock.monotonic() - plannedAtMs)
          resolve()
        })
      })
    },
  }
  return { clock, sent, answers, late, stop, keeping }
}

test('each order is sent at its time although no answer comes, and latency counts from then', async () => {
  const { clock, sent, answers, late, keeping } = slowStore()
  const sending = sendOnTime(plan, keeping)
  await clock.advance(6_000)
  assert.deepEqual(sent, [0, 100, 200, 5_000])
  for (const answer of answers) answer()
  await sending
  assert.deepEqual(late, [6_000, 5_900, 5_800, 1_000])
})

test('what is due is made up for when the sender itself was late', async () => {
  const { clock, sent, answers, late, keeping } = slowStore()
  const start = clock.monotonic()
  const stalled = {
    ...clock,
    // A machine that slept: whoever waited wakes up long after.
    sleep: () => clock.sleep(3_000 - (clock.monotonic() - start)),
  }
  const sending = sendOnTime(plan.slice(0, 3), { ...keeping, clock: stalled })
  await clock.advance(3_000)
  assert.deepEqual(sent, [0, 3_000, 3_000])
  for (const answer of answers) answer()
  await sending
  assert.deepEqual(late, [3_000, 2_900, 2_800])
})

test('once stopped nothing more is sent, and what was sent is still awaited', async () => {
  const { clock, sent, answers, stop, keeping } = slowStore()
  let isDone = false
  const sending = sendOnTime(plan, keeping).then(() => (isDone = true))
  await clock.advance(150)
  stop.abort()
  await clock.advance(10_000)
  assert.deepEqual([sent.length, isDone], [2, false])
  for (const answer of answers) answer()
  await sending
})

test('in turn there are never more under way than hands, and all are sent once', async () => {
  const { clock, sent, answers, keeping } = slowStore()
  const sending = sendInTurn(plan, { ...keeping, inFlightMax: 2 })
  for (let round = 1; round <= plan.length; round++) {
    await clock.advance(1)
    assert.equal(sent.length, Math.min(round + 1, plan.length))
    answers[round - 1]?.()
  }
  await sending
  assert.equal(sent.length, plan.length)
})
