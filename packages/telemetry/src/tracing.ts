/**
 * Joins our hops with OpenTelemetry: while a hop is under way its span is active, so that the instrumentation of users'
 * own libraries hangs its spans below it. Where a message stands travels in our own context, never in OpenTelemetry's.
 */
import type { Ids, Trace } from '@atoll/pipeline'
import {
  type Context as OtelContext,
  context as otel,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  TraceFlags,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { keepContexts, withProvider } from './otel-context.ts'

/** Starts spans and makes them active. */
export interface Tracing {
  /** Starts the span of a hop below the message's trace, or below a span that is active within the same trace. */
  start(name: string, parent: Trace, options: SpanOptions): Span
  /** Runs work while the span is active. */
  within<T>(span: Span, work: () => T): T
}

/** Makes ids of spans, and of traces but where a message has named its own. */
export interface SpanIds {
  generateTraceId(): string
  generateSpanId(): string
  /** The trace that the next span begins, which is started at once. */
  begin(traceId: string): void
}

/** Makes the ids of one service. */
export function createSpanIds(ids: Ids): SpanIds {
  let begun: string | null = null
  return {
    generateTraceId() {
      const traceId = begun ?? ids.hex(16)
      begun = null
      return traceId
    },
    generateSpanId: () => ids.hex(8),
    begin(traceId) {
      begun = traceId
    },
  }
}

/** Makes the tracing of one service, and sees to it that this process keeps contexts. */
export function createTracing(provider: TracerProvider, spanIds: SpanIds): Tracing {
  keepContexts()
  const tracer = provider.getTracer('atoll')
  return {
    start(name, parent, options) {
      const told = parent.linked === undefined ? options : { ...options, links: linksOf(parent) }
      if (parent.begins !== true || isActive(parent))
        return tracer.startSpan(name, told, below(parent))
      spanIds.begin(parent.traceId)
      return tracer.startSpan(name, { ...told, root: true })
    },
    within(span, work) {
      const active = withProvider(otel.active(), provider)
      return otel.with(trace.setSpan(active, span), work)
    },
  }
}

/** The active span, if it belongs to the same trace; otherwise the place that the message brought. */
function below(parent: Trace): OtelContext {
  if (isActive(parent)) return otel.active()
  return trace.setSpanContext(otel.active(), toSpanContext(parent))
}

function isActive({ traceId }: Trace): boolean {
  return trace.getSpanContext(otel.active())?.traceId === traceId
}

function linksOf({ linked }: Trace): Link[] {
  return linked === undefined ? [] : [{ context: toSpanContext({ ...linked, sampled: false }) }]
}

function toSpanContext({ traceId, spanId, sampled }: Trace): SpanContext {
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE
  return { traceId, spanId, traceFlags, isRemote: true }
}

/** Where a span stands, as our context writes it. */
export function toTrace(span: Span): Trace {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 }
}
