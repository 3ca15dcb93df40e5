import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createBorderMetrics, recentMs } from './border-metrics.ts'
import { createMetrics } from './metrics.ts'

const labels = { service: 'orders', border: 'server-in', operation: 'orders.place', outcome: 'ok' }

test('a duration at a bound is in its bucket, one beyond it in the next', async () => {
  await using metrics = createMetrics(createSimulatedClock())
  const count = metrics.borders.count(labels)
  for (const durationMs of [1, 1.001, 30_000, 30_001]) count.add(durationMs)
  const text = await metrics.text()
  const bucket = (bound: string) =>
    new RegExp(`^atoll_border_duration_seconds_bucket\\{.*le="${bound}"\\} (\\d+)$`, 'm').exec(
      text,
    )?.[1]
  assert.deepEqual(['0.001', '0.0025', '10', '30', '\\+Inf'].map(bucket), ['1', '2', '2', '3', '4'])
  assert.match(text, /^atoll_border_messages_total\{service="orders",.*outcome="ok"\} 4$/m)
})

test('two borders that ask for the same labels share one count', async () => {
  await using metrics = createMetrics(createSimulatedClock())
  metrics.borders.count(labels).add(1)
  metrics.borders.count({ ...labels }).add(1)
  metrics.borders.count({ ...labels, outcome: 'limited' }).add(1)
  const lines = (await metrics.text())
    .split('\n')
    .filter((line) => line.startsWith('atoll_border_messages_total{'))
  assert.deepEqual(
    lines.map((line) => line.slice(line.lastIndexOf(' ') + 1)),
    ['2', '1'],
  )
})

test('the longest duration is that of the last minutes, not of all time', async () => {
  const clock = createSimulatedClock()
  const borders = createBorderMetrics(() => clock.now())
  const count = borders.count(labels)
  const longest = async () => {
    const { resourceMetrics } = await borders.collect()
    const [duration] = resourceMetrics.scopeMetrics[0]?.metrics.slice(1) ?? []
    return JSON.parse(JSON.stringify(duration?.dataPoints[0]?.value)) as { max: number }
  }
  count.add(9_000)
  await clock.advance(recentMs - 1)
  assert.equal((await longest()).max, 9)
  count.add(1_000)
  await clock.advance(1)
  assert.equal((await longest()).max, 9)
  count.add(2_000)
  assert.equal((await longest()).max, 9, 'for as long again')
  await clock.advance(recentMs)
  assert.equal((await longest()).max, 9)
  assert.equal((await longest()).max, 2)
  await clock.advance(recentMs)
  assert.equal((await longest()).max, 2)
  assert.equal((await longest()).max, 0)
})
