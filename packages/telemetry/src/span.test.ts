import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newTrace } from '@atoll/pipeline'
import { createSeededIds, createSimulatedClock } from '@atoll/pipeline/simulated'
import { createLog } from './log.ts'
import { encodeSpan, type SpanRecord } from './span-record.ts'
import { createSpanRing } from './span-ring.ts'
import { toSpanSink } from './span-sink.ts'
import { createTelemetry } from './telemetry.ts'

const identity = { service: 'orders', instance: 'orders-1', version: '1' }

function endSpans(telemetry: ReturnType<typeof createTelemetry>, count: number): void {
  const ids = createSeededIds(1, createSimulatedClock())
  for (let index = 0; index < count; index += 1)
    telemetry.tracing.start(`s${index}`, newTrace(ids), {}).end()
}

test('a ring keeps the last spans, in their order', async () => {
  const ring = createSpanRing({ spansMax: 3 })
  await using telemetry = createTelemetry({ ...identity, spans: [ring] })
  endSpans(telemetry, 3)
  assert.deepEqual(
    ring.spans().map(({ name }) => name),
    ['s0', 's1', 's2'],
  )
  endSpans(telemetry, 1)
  assert.deepEqual(
    ring.spans().map(({ name }) => name),
    ['s1', 's2', 's0'],
  )
})

test('closing hands over the spans that wait, and then ends the writer', async () => {
  const written: SpanRecord[] = []
  let isEnded = false
  const sink = toSpanSink({
    write: async (spans) => void written.push(...spans),
    async [Symbol.asyncDispose]() {
      isEnded = true
    },
  })
  const telemetry = createTelemetry({ ...identity, spans: [sink] })
  endSpans(telemetry, 5)
  assert.equal(written.length, 0)
  await telemetry.close()
  assert.equal(written.length, 5)
  assert.equal(isEnded, true)
})

test('a writer that fails loses its spans, which is said, and nothing else', async () => {
  const failing = {
    write: () => Promise.reject(new Error('disk full')),
    async [Symbol.asyncDispose]() {},
  }
  const lines: string[] = []
  const log = createLog({ ...identity, destination: { write: (line) => void lines.push(line) } })
  const telemetry = createTelemetry({ ...identity, log, spans: [toSpanSink(failing)] })
  endSpans(telemetry, 1)
  await telemetry.close()
  assert.match(lines.join(), /the last spans were lost/)
})

test('a span is one line of JSON', async () => {
  const ring = createSpanRing()
  await using telemetry = createTelemetry({ ...identity, spans: [ring] })
  const ids = createSeededIds(1, createSimulatedClock())
  telemetry.tracing.start('a\nb', newTrace(ids), { attributes: { x: '1\n2' } }).end()
  const [span] = ring.spans()
  assert.ok(span)
  const line = encodeSpan(span)
  assert.equal(line.indexOf('\n'), line.length - 1)
  assert.deepEqual(JSON.parse(line), JSON.parse(JSON.stringify(span)))
})
