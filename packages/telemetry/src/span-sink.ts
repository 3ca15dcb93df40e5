/**
 * Hands finished spans to an exporter, in batches and beside the work: no message waits for it or fails by it. What
 * waits is bounded; what is lost is counted and told once. OpenTelemetry's own batching tells nobody what it drops,
 * tries nothing again, and leaves its exporter open when the last batch fails.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Clock,
  Fault,
  isFault,
  type Log,
  silentLog,
  systemClock,
  type Timer,
} from '@atoll/pipeline'
import { context as otel, TraceFlags } from '@opentelemetry/api'
import { ExportResultCode, suppressTracing } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import { type SpanWriter, toSpanRecord } from './span-record.ts'

/** What a sink is made of. */
export interface SpanSinkParts {
  /**
   * Where spans go: an adapter of ours, or any exporter made for OpenTelemetry. Errors that are Faults `unavailable`,
   * `limited` or `deadline` are worth another try, after `retryAfterMs` where they say so.
   */
  readonly exporter: SpanExporter
  readonly log?: Log
  readonly clock?: Clock
}

/** What became of the spans so far. */
export interface SpanCounts {
  readonly sent: number
  /** Dropped because too many waited, refused, or not taken by anybody in time. */
  readonly lost: number
}

/** Takes finished spans; any OpenTelemetry tracer provider can be given one. */
export interface SpanSink extends SpanProcessor {
  readonly counts: SpanCounts
  /** Sends what waits, a few seconds long, and ends the exporter. Faults: unavailable `spans_lost`, if some of it was. */
  shutdown(): Promise<void>
}

/** Spans that wait for their batch; further ones are dropped. Units: spans. */
export const spansWaitingMax = 2_048
/** Units: spans. */
export const batchSpansMax = 512
/** How long a span waits for others. Units: milliseconds. */
export const batchDelayMs = 1_000
/** Pauses before each further try of one batch. Units: milliseconds. */
export const retryPausesMs: readonly number[] = [1_000, 2_000, 4_000, 8_000]
/** The longest pause that a server may ask for. Units: milliseconds. */
export const retryPauseMsMax = 300_000
/** How long a stop waits for what is still to be sent. Units: milliseconds. */
export const stopMsMax = 5_000

/** Makes a sink. */
export function createSpanSink(parts: SpanSinkParts): SpanSink {
  return new BatchingSink(parts)
}

/** Makes a sink that hands plain records to a writer. */
export function toSpanSink(writer: SpanWriter, parts: Omit<SpanSinkParts, 'exporter'> = {}) {
  const exporter: SpanExporter = {
    export(spans, done) {
      writer.write(spans.map(toSpanRecord)).then(
        () => done({ code: 0 }),
        (cause: unknown) => done({ code: 1, error: Fault.from(cause) }),
      )
    },
    shutdown: () => Promise.resolve(writer[Symbol.asyncDispose]()),
  }
  return createSpanSink({ ...parts, exporter })
}

class BatchingSink implements SpanSink {
  readonly #exporter: SpanExporter
  readonly #log: Log
  readonly #clock: Clock
  /** Spans end inside requests; what sends them belongs to none. */
  readonly #outside = AsyncLocalStorage.snapshot()
  readonly #stopping = new AbortController()
  readonly #waiting: ReadableSpan[] = []
  #timer: Timer | null = null
  #isDue = false
  #sending: Promise<void> | null = null
  #underWay = 0
  #sent = 0
  #lost = 0
  #ending: Promise<void> | null = null
  #isOver = false

  constructor({ exporter, log = silentLog, clock = systemClock }: SpanSinkParts) {
    this.#exporter = exporter
    this.#log = log
    this.#clock = clock
  }

  get counts(): SpanCounts {
    return { sent: this.#sent, lost: this.#lost }
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
    if (this.#waiting.length >= spansWaitingMax || this.#ending !== null) {
      this.#lose(1, this.#ending === null ? 'too many wait' : 'the sink is closed')
    } else {
      this.#waiting.push(span)
      if (this.#sending === null) this.#plan()
    }
  }

  async forceFlush(): Promise<void> {
    for (let left = this.#waiting.length; left > 0; left -= batchSpansMax) {
      while (this.#sending !== null) await this.#sending
      if (this.#waiting.length > 0) await this.#sendBatch()
    }
    await this.#sending
  }

  shutdown(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  /** A full batch leaves at once, yet never within the work that ended its last span. */
  #plan(): void {
    const isDue = this.#waiting.length >= batchSpansMax
    if (this.#timer !== null && (this.#isDue || !isDue)) return
    this.#timer?.cancel()
    this.#isDue = isDue
    this.#timer = this.#outside(() =>
      this.#clock.timer(isDue ? 0 : batchDelayMs, () => void this.#sendBatch()),
    )
  }

  #sendBatch(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = null
    const batch = this.#waiting.splice(0, batchSpansMax)
    this.#underWay = batch.length
    const sending = this.#outside(() => this.#deliver(batch)).then(() => {
      this.#sending = null
      this.#underWay = 0
      if (this.#waiting.length > 0) this.#plan()
    })
    this.#sending = sending
    return sending
  }

  async #deliver(batch: readonly ReadableSpan[]): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const error = await this.#export(batch)
      if (this.#isOver) return
      const lost = error === null ? 0 : refusedOf(error, batch.length)
      const pauseMs = error === null ? null : pauseOf(error, tries)
      if (pauseMs === null || this.#stopping.signal.aborted) {
        this.#sent += batch.length - lost
        if (error !== null) this.#lose(lost, error)
        return
      }
      await this.#clock.sleep(pauseMs, this.#stopping.signal)
    }
  }

  /** The calls of an exporter are not themselves to be traced. */
  async #export(batch: readonly ReadableSpan[]): Promise<Error | null> {
    try {
      return await new Promise((resolve) => {
        otel.with(suppressTracing(otel.active()), () =>
          this.#exporter.export([...batch], ({ code, error }) =>
            resolve(code === ExportResultCode.SUCCESS ? null : (error ?? unexplained())),
          ),
        )
      })
    } catch (thrown) {
      return Fault.from(thrown)
    }
  }

  #lose(count: number, reason: Error | string): void {
    const isFirst = this.#lost === 0
    this.#lost += count
    if (!isFirst || count === 0) return
    const fields = typeof reason === 'string' ? { reason } : explain(reason)
    this.#log.warn(fields, 'spans are being lost; further ones are only counted')
  }

  async #end(): Promise<void> {
    const before = this.#lost
    const sent = new AbortController()
    // Whatever waits for another try gets it now, and it is the last one.
    this.#stopping.abort()
    const flushed = this.forceFlush().then(() => sent.abort())
    await Promise.race([flushed, this.#clock.sleep(stopMsMax, sent.signal)])
    this.#isOver = true
    this.#timer?.cancel()
    this.#lose(this.#waiting.length + this.#underWay, 'nobody took them before the stop')
    await this.#exporter.shutdown()
    if (this.#lost > 0) this.#log.warn({ ...this.counts }, 'spans were lost')
    if (this.#lost === before) return
    const message = `${this.#lost - before} spans could not be handed over before the stop.`
    throw new Fault({ kind: 'unavailable', code: 'spans_lost', message, executed: 'unknown' })
  }
}

function unexplained(): Error {
  return new Error('the exporter did not say why')
}

/** Why spans are lost; what the other side said of it is the cause. */
function explain(error: Error) {
  const { message, cause } = error
  return cause === undefined ? { reason: message } : { reason: message, error: cause }
}

/** Of a batch that was taken in part, an exporter names how many were not. */
function refusedOf(error: unknown, spans: number): number {
  if (!isFault(error) || typeof error.details !== 'object' || error.details === null) return spans
  const refused: unknown = Reflect.get(error.details, 'spansRefused')
  return typeof refused === 'number' ? Math.min(refused, spans) : spans
}

const repeatable: ReadonlySet<string> = new Set(['unavailable', 'limited', 'deadline'])

/** How long to wait for another try, or null if none makes sense. A span that arrives twice is one span. */
function pauseOf(error: unknown, tries: number): number | null {
  const pauseMs = retryPausesMs[tries]
  if (pauseMs === undefined || !isFault(error) || !repeatable.has(error.kind)) return null
  return error.retryAfterMs === null ? pauseMs : Math.min(error.retryAfterMs, retryPauseMsMax)
}
