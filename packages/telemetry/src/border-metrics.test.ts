import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
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
