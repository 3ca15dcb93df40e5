/** A finished span as plain data, for whoever keeps spans: the tests' ring, a file of lines, a console. */
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api'

/** A finished span. */
export interface SpanRecord {
  readonly trace: string
  readonly span: string
  /** The span that caused it, here or elsewhere; null where the trace begins. */
  readonly parent: string | null
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  readonly service: string
  readonly instance: string
  /** Units: milliseconds since 1970. */
  readonly startMs: number
  /** Units: milliseconds. */
  readonly durationMs: number
  /** The message of a failure, or null. */
  readonly error: string | null
  readonly attributes: Attributes
  /** Spans of other traces to which it points. */
  readonly links: readonly { readonly trace: string; readonly span: string }[]
}

/** Keeps spans somewhere. Faults: it may reject; the spans are then lost, and nobody waits for them. */
export interface SpanWriter extends AsyncDisposable {
  write(spans: readonly SpanRecord[]): Promise<void>
}

const kinds = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
} as const

/** Turns OpenTelemetry's span into plain data. */
export function toSpanRecord(span: ReadableSpan): SpanRecord {
  const { traceId, spanId } = span.spanContext()
  const { attributes } = span.resource
  return {
    trace: traceId,
    span: spanId,
    parent: span.parentSpanContext?.spanId ?? null,
    name: span.name,
    kind: kinds[span.kind],
    service: toText(attributes['service.name']),
    instance: toText(attributes['service.instance.id']),
    startMs: toMs(span.startTime),
    durationMs: toMs(span.duration),
    error: span.status.code === SpanStatusCode.ERROR ? (span.status.message ?? '') : null,
    attributes: span.attributes,
    links: span.links.map(({ context }) => ({ trace: context.traceId, span: context.spanId })),
  }
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Shape: seconds and nanoseconds → milliseconds. */
function toMs([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1e3 + nanoseconds / 1e6
}

/** One span as one line, for a file of lines. */
export function encodeSpan(span: SpanRecord): string {
  return `${JSON.stringify(span)}\n`
}
