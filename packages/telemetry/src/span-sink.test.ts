import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { test } from 'node:test'
import { Fault, newTrace } from '@atoll/pipeline'
import { createSeededIds, createSimulatedClock } from '@atoll/pipeline/simulated'
import { context as otel } from '@opentelemetry/api'
import { isTracingSuppressed } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { createLog } from './log.ts'
import {
  batchDelayMs,
  batchSpansMax,
  createSpanSink,
  exportMsMax,
  retryPauseMsMax,
  retryPausesMs,
  spansWaitingMax,
  stopMsMax,
} from './span-sink.ts'
import { createTelemetry } from './telemetry.ts'

const identity = { service: 'orders', instance: 'orders-1', version: '1' }

/** A sink over an exporter of the test's own, and what a test wants to know of both. */
function createGround(take: SpanExporter['export'], close = async () => {}) {
  const clock = createSimulatedClock()
  const ids = createSeededIds(1, clock)
  const lines: string[] = []
  const log = createLog({ ...identity, destination: { write: (line) => void lines.push(line) } })
  const batches: ReadableSpan[][] = []
  let ended = 0
  const exporter: SpanExporter = {
    export(spans, done) {
      batches.push(spans)
      take(spans, done)
    },
    shutdown() {
      ended += 1
      return close()
    },
  }
  const sink = createSpanSink({ exporter, log, clock })
  const { tracing } = createTelemetry({ ...identity, spans: [sink], clock, ids })
  const end = (count: number) => {
    for (let index = 0; index < count; index += 1) tracing.start('s', newTrace(ids), {}).end()
  }
  return { sink, clock, lines, batches, end, ended: () => ended }
}

const taken: SpanExporter['export'] = (_, done) => done({ code: 0 })
const never: SpanExporter['export'] = () => {}
const failing =
  (fault: Fault): SpanExporter['export'] =>
  (_, done) =>
    done({ code: 1, error: fault })
const busy = new Fault({ kind: 'unavailable', code: 'http_503', message: 'Busy.' })

test('spans wait for others, a full batch for nobody', async () => {
  const { clock, batches, end, sink } = createGround(taken)
  end(1)
  await clock.advance(batchDelayMs - 1)
  assert.equal(batches.length, 0)
  await clock.advance(1)
  assert.deepEqual(
    batches.map(({ length }) => length),
    [1],
  )
  end(batchSpansMax)
  assert.equal(batches.length, 1, 'nothing is sent within the work that ended a span')
  await clock.advance(0)
  assert.deepEqual(
    batches.map(({ length }) => length),
    [1, batchSpansMax],
  )
  assert.deepEqual(sink.counts, { sent: 1 + batchSpansMax, lost: 0 })
  assert.equal(clock.pending, 0)
})

test('what comes while a batch is under way follows it, one batch at a time', async () => {
  let done: Parameters<SpanExporter['export']>[1] = () => {}
  const { clock, batches, end } = createGround((_, next) => {
    done = next
  })
  end(1)
  await clock.advance(batchDelayMs)
  end(batchSpansMax + 1)
  await clock.advance(exportMsMax - 1)
  assert.equal(batches.length, 1)
  done({ code: 0 })
  await clock.advance(0)
  assert.equal(batches.length, 2)
  done({ code: 0 })
  await clock.advance(batchDelayMs)
  assert.deepEqual(
    batches.map(({ length }) => length),
    [1, batchSpansMax, 1],
  )
})

test('what is more than can wait is dropped, counted, and told once', async () => {
  const { clock, sink, lines, end } = createGround(never)
  end(1)
  await clock.advance(batchDelayMs)
  end(spansWaitingMax)
  assert.deepEqual([sink.counts.lost, lines.length], [0, 0])
  end(3)
  assert.deepEqual([sink.counts.lost, lines.length], [3, 1])
  assert.match(lines[0] ?? '', /"level":"warn".*"reason":"too many wait"/)
})

test('a batch that could not be taken is tried again, at longer and longer pauses, and then lost', async () => {
  const { clock, sink, batches, lines, end } = createGround(failing(busy))
  end(2)
  await clock.advance(batchDelayMs)
  for (const [index, pauseMs] of retryPausesMs.entries()) {
    await clock.advance(pauseMs - 1)
    assert.equal(batches.length, index + 1)
    await clock.advance(1)
    assert.equal(batches.length, index + 2)
  }
  await clock.advance(retryPauseMsMax)
  assert.equal(batches.length, retryPausesMs.length + 1)
  assert.deepEqual(sink.counts, { sent: 0, lost: 2 })
  assert.match(lines.join(), /"reason":"Busy\."/)
  end(1)
  await clock.advance(batchDelayMs + retryPauseMsMax)
  assert.deepEqual([sink.counts.lost, lines.length], [3, 1])
})

test('who lost spans, sent some and loses spans again is told again', async () => {
  let isRefusing = true
  const refused = new Fault({ kind: 'invalid', code: 'http_400', message: 'What is this?' })
  const { clock, lines, end } = createGround((_, done) =>
    done(isRefusing ? { code: 1, error: refused } : { code: 0 }),
  )
  const told = async () => {
    end(1)
    await clock.advance(batchDelayMs)
    return lines.length
  }
  assert.deepEqual([await told(), await told()], [1, 1])
  isRefusing = false
  assert.equal(await told(), 1)
  isRefusing = true
  assert.deepEqual([await told(), await told()], [2, 2])
})

test('a try that nobody answers is over after a while, and another one follows', async () => {
  let tries = 0
  const { clock, sink, batches, end } = createGround((_, done) => {
    tries += 1
    if (tries > 1) done({ code: 0 })
  })
  end(1)
  await clock.advance(batchDelayMs + exportMsMax + (retryPausesMs[0] ?? 0) - 1)
  assert.equal(batches.length, 1)
  await clock.advance(1)
  assert.deepEqual([batches.length, sink.counts, clock.pending], [2, { sent: 1, lost: 0 }, 0])
})

test('waiting for another try keeps no process alive', async ({ mock }) => {
  const { clock, batches, end } = createGround(failing(busy))
  const sleep = mock.method(clock, 'sleep')
  end(1)
  await clock.advance(batchDelayMs + (retryPausesMs[0] ?? 0))
  assert.deepEqual([batches.length, sleep.mock.callCount()], [2, 0])
})

test('a server that names a time is asked again at that time, up to a longest one, and never at once', async () => {
  for (const [asked, waited] of [
    [30_000, 30_000],
    [0, retryPausesMs[0] ?? 0],
    [retryPauseMsMax + 1, retryPauseMsMax],
  ] as const) {
    const kind = 'limited'
    const fault = new Fault({ kind, code: 'http_429', message: 'Later.', retryAfterMs: asked })
    let isBusy = true
    const { clock, sink, batches, end } = createGround((_, done) =>
      done(isBusy ? { code: 1, error: fault } : { code: 0 }),
    )
    end(1)
    await clock.advance(batchDelayMs + waited - 1)
    assert.equal(batches.length, 1)
    isBusy = false
    await clock.advance(1)
    assert.deepEqual([batches.length, sink.counts], [2, { sent: 1, lost: 0 }])
  }
})

test('what is refused for good, or by an error of anybody else, is not tried again', async () => {
  const invalid = new Fault({ kind: 'invalid', code: 'http_400', message: 'What is this?' })
  for (const take of [
    failing(invalid),
    ((_, done) => done({ code: 1, error: new Error('no') })) satisfies SpanExporter['export'],
    ((_, done) => done({ code: 1 })) satisfies SpanExporter['export'],
    (() => {
      throw new Error('an exporter with a mistake')
    }) satisfies SpanExporter['export'],
  ]) {
    const { clock, sink, batches, end } = createGround(take)
    end(2)
    await clock.advance(batchDelayMs + retryPauseMsMax)
    assert.deepEqual([batches.length, sink.counts], [1, { sent: 0, lost: 2 }])
    end(1)
    await clock.advance(batchDelayMs)
    assert.equal(batches.length, 2, 'the next batch is sent all the same')
  }
})

test('of a batch that was taken in part only the rest is lost', async () => {
  const details = { spansRefused: 2 }
  const partly = new Fault({ kind: 'invalid', code: 'spans_refused', message: 'Two.', details })
  const { clock, sink, end } = createGround(failing(partly))
  end(5)
  await clock.advance(batchDelayMs)
  assert.deepEqual(sink.counts, { sent: 3, lost: 2 })
})

test('a stop sends what waits, even what waited for another try, and ends the exporter', async () => {
  let isBusy = true
  const { clock, sink, batches, end, ended } = createGround((_, done) =>
    done(isBusy ? { code: 1, error: busy } : { code: 0 }),
  )
  end(1)
  await clock.advance(batchDelayMs)
  end(batchSpansMax + 1)
  isBusy = false
  await sink.shutdown()
  await sink.shutdown()
  assert.deepEqual(sink.counts, { sent: batchSpansMax + 2, lost: 0 })
  assert.deepEqual([batches.length, ended(), clock.pending], [4, 1, 0])
  end(1)
  assert.deepEqual(sink.counts, { sent: batchSpansMax + 2, lost: 1 })
})

test('a stop is not held up by a server that says nothing: what it has not taken is lost', async () => {
  const { clock, sink, lines, end, ended } = createGround(never)
  end(1)
  await clock.advance(batchDelayMs)
  end(2)
  const stopped = assert.rejects(sink.shutdown(), { code: 'spans_lost' })
  await clock.advance(stopMsMax - 1)
  assert.equal(ended(), 0)
  await clock.advance(1)
  await stopped
  assert.deepEqual([sink.counts, ended()], [{ sent: 0, lost: 3 }, 1])
  assert.match(lines.at(-1) ?? '', /"sent":0,"lost":3/)
})

test('after a stop that was not waited for nothing more is sent', async () => {
  let done: Parameters<SpanExporter['export']>[1] = () => {}
  for (const answer of [() => {}, () => done({ code: 0 })]) {
    const { clock, sink, batches, end } = createGround((_, next) => {
      done = next
    })
    end(2 * batchSpansMax + 1)
    const stopped = assert.rejects(sink.shutdown(), { code: 'spans_lost' })
    await clock.advance(stopMsMax)
    await stopped
    answer()
    await clock.advance(2 * exportMsMax)
    assert.equal(batches.length, 1)
    assert.deepEqual(sink.counts, { sent: 0, lost: 2 * batchSpansMax + 1 })
  }
})

test('a stop is not held up by an exporter that does not end', { timeout: 5_000 }, async () => {
  const { clock, sink, end } = createGround(taken, () => new Promise(() => {}))
  end(1)
  const stopped = sink.shutdown()
  await clock.advance(stopMsMax)
  await stopped
  assert.deepEqual([sink.counts, clock.pending], [{ sent: 1, lost: 0 }, 0])
})

test('an exporter that cannot be ended does not hide what was lost', async () => {
  const { sink, lines, end } = createGround(failing(busy), () => Promise.reject(new Error('no')))
  end(1)
  await assert.rejects(sink.shutdown(), { message: 'no' })
  assert.match(lines.at(-1) ?? '', /"sent":0,"lost":1/)
})

test('a stop asks a server that fails once for each batch, and ends the exporter all the same', async () => {
  const { sink, batches, end, ended } = createGround(failing(busy))
  end(batchSpansMax + 1)
  await assert.rejects(sink.shutdown(), { code: 'spans_lost' })
  assert.deepEqual([batches.length, ended()], [2, 1])
})

test('a flush sends at once', async () => {
  const { sink, batches, end, clock } = createGround(taken)
  end(3)
  await sink.forceFlush()
  assert.deepEqual([batches.length, sink.counts.sent, clock.pending], [1, 3, 0])
  await sink.forceFlush()
  assert.equal(batches.length, 1)
})

test('spans are sent in nobody’s context, and sending makes no spans', async () => {
  const storage = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  const { end, clock } = createGround((_, done) => {
    seen.push(storage.getStore(), isTracingSuppressed(otel.active()))
    done({ code: 0 })
  })
  storage.run('a request', () => end(1))
  await storage.run('a clock', () => clock.advance(batchDelayMs))
  assert.deepEqual(seen, [undefined, true])
})
