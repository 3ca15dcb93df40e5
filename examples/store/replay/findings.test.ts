import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { awaitEnds } from './ends.ts'
import { type Findings, toFindings } from './findings.ts'
import { bookAnswer, createLedger, percentile, toProgress } from './ledger.ts'
import type { Shopper } from './shopper.ts'
import { measureUsage } from './usage.ts'

test('a percentile is a value that was measured, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => n + 1)
  assert.deepEqual(
    [0.5, 0.9, 0.99, 0.999, 1].map((part) => percentile(hundred, part)),
    [50, 90, 99, 100, 100],
  )
  assert.equal(percentile([7], 0.5), 7)
  assert.ok(Number.isNaN(percentile([], 0.5)))
})

const shipped = { status: 'shipped', isFinal: true, placedAt: 1_000, endedAt: 1_250 }

/** Three orders: one has ended, one has not, one was refused. */
function findings(parts: Partial<Findings> = {}): Findings {
  const ledger = createLedger(4)
  ledger.sent = 3
  for (const orderId of ['a', 'b'])
    bookAnswer(ledger, 'x', { answer: { kind: 'accepted', orderId }, latencyMs: 10 })
  const answer = { kind: 'refused', why: '503 too_busy' } as const
  bookAnswer(ledger, 'x', { answer, latencyMs: 99 })
  ledger.ends.set('a', shipped)
  return { ledger, sendingMs: 1_000, violations: [], used: null, wasStopped: false, ...parts }
}

test('what was refused, did not end or is wrong counts as failed', () => {
  const { passed, failed, summary } = toFindings(findings())
  assert.deepEqual([passed, failed], [1, 2])
  assert.match(summary, /2 orders accepted, 1 refused, 1 ended\. The checker found nothing wrong/)
  const wrong = [{ invariant: 'I2', rule: 'postings balance', database: 'payments', what: '{}' }]
  assert.equal(toFindings(findings({ violations: wrong })).failed, 3)
  assert.match(toFindings(findings({ violations: null })).summary, /not checked/)
  assert.match(toFindings(findings({ wasStopped: true })).summary, /3 of 4 orders were sent/)
})

test('the tables tell answers, times, rates and cost', () => {
  const used = new Map([
    ['orders', { cpuSeconds: 1, pssMegabytes: 100 }],
    ['postgres', { cpuSeconds: 3, pssMegabytes: 60 }],
  ])
  const [answers, times, rates, usage] = toFindings(findings({ used })).tables
  assert.deepEqual(answers?.rows.find(([what]) => what === 'refused: 503 too_busy')?.[1], '1')
  assert.deepEqual(times?.rows[1], [
    'placed → shipped',
    ...Array.from({ length: 5 }, () => '250.0'),
  ])
  assert.deepEqual(rates?.rows[1]?.slice(1), ['1', '0.3', '4.0'])
  assert.deepEqual(usage?.rows.at(-1), ['all', '4.0', '2000.0', '160.0'])
})

test('progress tells what is known before anything is answered', () => {
  assert.match(toProgress(createLedger(9)), /^sent 0\/9 · accepted 0 · .* p99 - ms · ended 0$/)
})

test('orders are looked at until they have ended; when nothing ends any more they are given up', async () => {
  const clock = createSimulatedClock()
  const { ledger } = findings()
  ledger.ends.clear()
  const looks = new Map<string, number>()
  const look: Shopper['look'] = async (_, orderId) => {
    const count = (looks.get(orderId) ?? 0) + 1
    looks.set(orderId, count)
    if (count === 1) throw new Error('the store is busy')
    return orderId === 'a' && count === 3
      ? shipped
      : { ...shipped, status: 'paid', isFinal: false, endedAt: null }
  }
  const shopper = { look }
  const signal = new AbortController().signal
  const waiting = awaitEnds(ledger, { shopper, clock, signal, patienceMs: 1_000 })
  await clock.advance(5_000)
  await waiting
  assert.deepEqual([...ledger.ends.keys()], ['a'])
  assert.equal(looks.get('a'), 3)
})

test('orders that never end hide no others, however many they are', async () => {
  const clock = createSimulatedClock()
  const ledger = createLedger(20)
  for (let n = 0; n < 20; n += 1)
    bookAnswer(ledger, 'x', { answer: { kind: 'accepted', orderId: `${n}` }, latencyMs: 1 })
  const look: Shopper['look'] = async (_, orderId) =>
    Number(orderId) < 10 ? { ...shipped, status: 'paid', isFinal: false, endedAt: null } : shipped
  const signal = new AbortController().signal
  const waiting = awaitEnds(ledger, { shopper: { look }, clock, signal, patienceMs: 1_000 })
  await clock.advance(5_000)
  await waiting
  assert.equal(ledger.ends.size, 10)
})

test('a process is measured with all below it', { skip: process.platform !== 'linux' }, () => {
  const before = measureUsage(process.pid)
  for (const end = performance.now() + 50; performance.now() < end; );
  const after = measureUsage(process.pid)
  const seconds = (usages: typeof before) =>
    [...(usages ?? [])].reduce((sum, [, { cpuSeconds }]) => sum + cpuSeconds, 0)
  assert.ok(seconds(after) > seconds(before))
  assert.ok([...(after ?? [])].every(([, { pssMegabytes }]) => pssMegabytes > 1))
  assert.equal(measureUsage(2 ** 30), null)
})
