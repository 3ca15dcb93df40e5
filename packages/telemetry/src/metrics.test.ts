import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics, labelSetsMax } from './metrics.ts'

/** The text after a counter was given so many label sets at once. */
async function textOf(labelSets: number): Promise<string> {
  await using metrics = createMetrics()
  const counter = metrics.meter.createCounter('orders')
  for (let index = 0; index < labelSets; index += 1) counter.add(1, { order: String(index) })
  return await metrics.text()
}

test('label sets between two scrapes are kept up to their limit, further ones counted together', async () => {
  // One place is kept for what is counted together.
  const most = labelSetsMax - 1
  assert.doesNotMatch(await textOf(most), /overflow/)
  const text = await textOf(most + 10)
  assert.equal(text.match(/^orders_total\{order=/gm)?.length, most)
  assert.match(text, /^orders_total\{otel_metric_overflow="true"\} 10$/m)
})

test('what a label holds cannot break the text', async () => {
  await using metrics = createMetrics()
  metrics.meter.createCounter('orders').add(1, { order: 'a"} 1\nforged_total 9\n\\' })
  const lines = (await metrics.text()).split('\n')
  assert.ok(lines.every((line) => !line.startsWith('forged')))
})
