/**
 * Hands finished spans to an exporter, in batches and beside the work: no message waits for it or fails by it. What
 * waits is bounded; what is lost is counted and told. OpenTelemetry's own batching tells nobody what it drops,
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
/** How long one try may take before it counts as failed. Units: milliseconds. */
export const exportMsMax = 30_000
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
  #isTold = false
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
      // Who keeps up again and then loses more is told again; who is merely slow is not told with every batch.
      if (error === null && this.#waiting.length < batchSpansMax) this.#isTold = false
      const lost = error === null ? 0 : refusedOf(error, batch.length)
      const pauseMs = error === null ? null : pauseOf(error, tries)
      if (pauseMs === null || this.#stopping.signal.aborted) {
        this.#sent += batch.length - lost
        if (error !== null) this.#lose(lost, error)
        return
      }
      await this.#pause(pauseMs)
    }
  }

  /** Keeps no process alive, and ends when the sink is to stop. */
  #pause(pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#stopping
      const finish = () => {
        timer.cancel()
        signal.removeEventListener('abort', finish)
        resolve()
      }
      const timer = this.#clock.timer(pauseMs, finish)
      signal.addEventListener('abort', finish, { once: true })
    })
  }

  /** The calls of an exporter are not themselves to be traced. */
  #export(batch: readonly ReadableSpan[]): Promise<Error | null> {
    return new Promise((resolve) => {
      const finish = (error: Error | null) => {
        limit.cancel()
        resolve(error)
      }
      const limit = this.#clock.timer(exportMsMax, () => finish(unanswered()))
      try {
        otel.with(suppressTracing(otel.active()), () =>
          this.#exporter.export([...batch], ({ code, error }) =>
            finish(code === ExportResultCode.SUCCESS ? null : (error ?? unexplained())),
          ),
        )
      } catch (thrown) {
        finish(Fault.from(thrown))
      }
    })
  }

  #lose(count: number, reason: Error | string): void {
    this.#lost += count
    if (this.#isTold || count === 0) return
    this.#isTold = true
    const fields = typeof reason === 'string' ? { reason } : explain(reason)
    this.#log.warn(fields, 'spans are being lost; further ones are only counted')
  }

  async #end(): Promise<void> {
    const before = this.#lost
    const endsAt = this.#clock.monotonic() + stopMsMax
    // Whatever waits for another try gets it now, and it is the last one.
    this.#stopping.abort()
    await this.#until(endsAt, this.forceFlush())
    this.#isOver = true
    this.#timer?.cancel()
    this.#lose(this.#waiting.length + this.#underWay, 'nobody took them before the stop')
    this.#waiting.length = 0
    try {
      await this.#until(endsAt, this.#exporter.shutdown())
    } finally {
      if (this.#lost > 0) this.#log.warn({ ...this.counts }, 'spans were lost')
    }
    if (this.#lost === before) return
    const message = `${this.#lost - before} spans could not be handed over before the stop.`
    throw new Fault({ kind: 'unavailable', code: 'spans_lost', message, executed: 'unknown' })
  }

  /** Waits for a part of the stop, at most until all of it has to be over. Units: monotonic milliseconds. */
  async #until(endsAt: number, work: Promise<void>): Promise<void> {
    const done = new AbortController()
    const over = this.#clock.sleep(endsAt - this.#clock.monotonic(), done.signal)
    try {
      await Promise.race([work, over])
    } finally {
      done.abort()
    }
  }
}

function unanswered(): Fault {
  const message = `The exporter did not answer within ${exportMsMax} ms.`
  return new Fault({ kind: 'deadline', code: 'export_unanswered', message, executed: 'unknown' })
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
  return Math.max(pauseMs, Math.min(error.retryAfterMs ?? 0, retryPauseMsMax))
}
