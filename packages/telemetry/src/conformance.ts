/**
 * What every adapter that sends spans to a server must do, as tests against a small server that remembers what it is
 * sent. An adapter's test calls `exporterConformance` in a few lines. Imported by tests only.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newTrace } from '@atoll/pipeline'
import {
  createSeededIds,
  createSimulatedClock,
  type SimulatedClock,
} from '@atoll/pipeline/simulated'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { openRecorder, type Recorder, until } from './conformance/recorder.ts'
import { createLog } from './log.ts'
import { batchDelayMs, batchSpansMax, createSpanSink, stopMsMax } from './span-sink.ts'
import { createTelemetry } from './telemetry.ts'

/** What the suite is told of an adapter. */
export interface ExporterConformance {
  readonly name: string
  /** Makes the exporter under test. */
  readonly open: (settings: ExporterSettings) => SpanExporter
  /** Where the server takes spans. Shape: `/api/v2/spans`. */
  readonly path: string
  /** What the server answers when it has taken them. */
  readonly taken: { readonly status: number; readonly body: string }
  /** The ids of the spans in what was sent. */
  readonly idsOf: (json: unknown) => readonly string[]
}

/** What the suite sets of an adapter. */
export interface ExporterSettings {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly gzip: boolean
  readonly clock: SimulatedClock
}

/** Units: milliseconds a case may take. */
const caseTimeoutMs = 20_000

/** Registers the suite. */
export function exporterConformance(adapter: ExporterConformance): void {
  describe(`${adapter.name} as a place for spans`, () => {
    for (const [title, run] of Object.entries(cases))
      test(title, { timeout: caseTimeoutMs }, async () => {
        const { status, body } = adapter.taken
        await using recorder = await openRecorder({ status, body })
        await run({ adapter, recorder, open: (parts) => openProbe(adapter, recorder, parts) })
      })
  })
}

interface Ground {
  readonly adapter: ExporterConformance
  readonly recorder: Recorder
  open(parts?: { readonly gzip?: boolean; readonly url?: string }): Probe
}

type Probe = ReturnType<typeof openProbe>

const identity = { service: 'orders', instance: 'orders-1', version: '1' }
const headers = { 'x-api-key': 'k-1' }

function openProbe(
  adapter: ExporterConformance,
  recorder: Recorder,
  { gzip = false, url = `${recorder.address}${adapter.path}` } = {},
) {
  const clock = createSimulatedClock()
  const ids = createSeededIds(1, clock)
  const lines: string[] = []
  const log = createLog({ ...identity, destination: { write: (line) => void lines.push(line) } })
  const exporter = adapter.open({ url, headers, gzip, clock })
  const sink = createSpanSink({ exporter, log, clock })
  const { tracing } = createTelemetry({ ...identity, spans: [sink], clock, ids })
  const end = (count: number): string[] =>
    Array.from({ length: count }, () => {
      const span = tracing.start('orders.place', newTrace(ids), {})
      span.end()
      return span.spanContext().spanId
    })
  const arrived = () => recorder.requests.flatMap(({ json }) => adapter.idsOf(json))
  return { clock, sink, lines, end, arrived }
}

const cases: Readonly<Record<string, (ground: Ground) => Promise<void>>> = {
  async 'every span arrives once, in batches, where it should'({ adapter, recorder, open }) {
    const { sink, end, arrived } = open()
    const ids = end(batchSpansMax + 3)
    await sink.shutdown()
    assert.deepEqual(arrived(), ids)
    assert.deepEqual(sink.counts, { sent: ids.length, lost: 0 })
    assert.equal(recorder.requests.length, 2)
    for (const request of recorder.requests) {
      assert.deepEqual([request.method, request.path], ['POST', adapter.path])
      assert.equal(request.headers['content-type'], 'application/json')
      assert.equal(request.headers['x-api-key'], 'k-1')
      assert.equal(request.headers['content-encoding'], undefined)
    }
  },

  async 'a batch is packed where that is set'({ recorder, open }) {
    const { sink, end, arrived } = open({ gzip: true })
    const ids = end(9)
    await sink.shutdown()
    assert.equal(recorder.requests[0]?.headers['content-encoding'], 'gzip')
    assert.deepEqual(arrived(), ids)
  },

  async 'spans of a while leave together'({ recorder, open }) {
    const { clock, sink, end, arrived } = open()
    const ids = end(2)
    await clock.advance(batchDelayMs)
    await until('the batch was taken', () => sink.counts.sent === 2)
    assert.deepEqual(arrived(), ids)
    assert.equal(recorder.requests.length, 1)
    await sink.shutdown()
  },

  async 'a server that asks for later is asked again then'({ recorder, open }) {
    for (const status of [429, 502, 503, 504]) {
      recorder.requests.length = 0
      recorder.answer({ status, headers: { 'retry-after': '20' } })
      const { clock, sink, end, arrived } = open()
      const ids = end(1)
      await clock.advance(batchDelayMs)
      await until('it was asked', () => recorder.requests.length === 1)
      await until('the pause has begun', () => clock.pending === 1)
      await clock.advance(19_999)
      assert.equal(recorder.requests.length, 1)
      recorder.answer(null)
      await clock.advance(1)
      await until('the spans were taken', () => sink.counts.sent === 1)
      assert.deepEqual(arrived(), [...ids, ...ids])
      await sink.shutdown()
    }
  },

  async 'what is refused for good is lost, counted, and sent once'({ recorder, open }) {
    recorder.answer({ status: 400, body: 'what is this' })
    const { clock, sink, lines, end } = open()
    end(2)
    await clock.advance(batchDelayMs)
    await until('the spans are given up', () => sink.counts.lost === 2)
    await clock.advance(600_000)
    assert.equal(recorder.requests.length, 1)
    assert.match(lines.join(), /"level":"warn".*what is this/)
    await sink.shutdown()
  },

  async 'a server that is not there costs spans, and is told once'({ adapter, open }) {
    const { clock, sink, lines, end } = open({ url: `http://127.0.0.1:1${adapter.path}` })
    for (const lost of [2, 4]) {
      end(2)
      await until('the spans are given up', async () => {
        await clock.advance(60_000)
        return sink.counts.lost === lost
      })
    }
    assert.equal(lines.length, 1)
    await sink.shutdown()
  },

  async 'a server that says nothing holds up no stop'({ recorder, open }) {
    recorder.answer('never')
    const { clock, sink, end } = open()
    end(1)
    const stopped = assert.rejects(sink.shutdown(), { code: 'spans_lost' })
    await until('it was asked', () => recorder.requests.length === 1)
    await clock.advance(stopMsMax)
    await stopped
    assert.deepEqual(sink.counts, { sent: 0, lost: 1 })
  },
}
