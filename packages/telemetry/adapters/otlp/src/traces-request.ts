/**
 * Finished spans as OTLP's JSON: ids in hexadecimal, enumerations as numbers, whole numbers of 64 bits as text.
 * Source https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding and its trace.proto
 */
import type { Attributes, Link } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

/** What is posted. */
export interface TracesRequest {
  readonly resourceSpans: readonly ResourceSpans[]
}

interface ResourceSpans {
  readonly resource: { readonly attributes: readonly KeyValue[] }
  readonly scopeSpans: readonly ScopeSpans[]
}

interface ScopeSpans {
  readonly scope: { readonly name: string; readonly version?: string }
  readonly spans: readonly OtlpSpan[]
}

/** A span of OTLP; what is zero or empty is left out, as it is read as that. */
export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly traceState?: string
  readonly parentSpanId?: string
  readonly flags: number
  readonly name: string
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  /** Units: nanoseconds since 1970, as text. */
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly KeyValue[]
  readonly droppedAttributesCount?: number
  readonly events?: readonly object[]
  readonly droppedEventsCount?: number
  readonly links?: readonly object[]
  readonly droppedLinksCount?: number
  /** 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: number; readonly message?: string }
}

interface KeyValue {
  readonly key: string
  readonly value: AnyValue
}

type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number | string }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }

/** Writes a batch, its spans gathered by who made them. */
export function toTracesRequest(spans: readonly ReadableSpan[]): TracesRequest {
  const resources = groupBy(spans, (span) => span.resource)
  return {
    resourceSpans: [...resources].map(([resource, ofResource]) => ({
      resource: { attributes: toKeyValues(resource.attributes) },
      scopeSpans: [...groupBy(ofResource, scopeOf)].map(([, ofScope]) => ({
        scope: toScope(ofScope),
        spans: ofScope.map(toOtlpSpan),
      })),
    })),
  }
}

function groupBy<K>(
  spans: readonly ReadableSpan[],
  keyOf: (span: ReadableSpan) => K,
): Map<K, ReadableSpan[]> {
  const groups = new Map<K, ReadableSpan[]>()
  for (const span of spans) {
    const key = keyOf(span)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [span])
    else group.push(span)
  }
  return groups
}

function scopeOf({ instrumentationScope: { name, version = '' } }: ReadableSpan): string {
  return `${name} ${version}`
}

function toScope([span]: readonly ReadableSpan[]): ScopeSpans['scope'] {
  const { name = '', version } = span?.instrumentationScope ?? {}
  return version === undefined ? { name } : { name, version }
}

/** Whether the parent is elsewhere, beside the flags of W3C. Source trace.proto, SpanFlags */
const knowsRemote = 0x100
const isRemote = 0x200

function toOtlpSpan(span: ReadableSpan): OtlpSpan {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext()
  const parent = span.parentSpanContext
  const state = traceState?.serialize() ?? ''
  const { events, links } = span
  return {
    traceId,
    spanId,
    ...(state === '' ? {} : { traceState: state }),
    ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
    flags: traceFlags | knowsRemote | (parent?.isRemote === true ? isRemote : 0),
    name: span.name,
    // The API counts from 0, OTLP from 1.
    kind: span.kind + 1,
    startTimeUnixNano: toNanoseconds(span.startTime),
    endTimeUnixNano: toNanoseconds(span.endTime),
    attributes: toKeyValues(span.attributes),
    ...counted('droppedAttributesCount', span.droppedAttributesCount),
    ...(events.length === 0 ? {} : { events: events.map(toEvent) }),
    ...counted('droppedEventsCount', span.droppedEventsCount),
    ...(links.length === 0 ? {} : { links: links.map(toLink) }),
    ...counted('droppedLinksCount', span.droppedLinksCount),
    status: toStatus(span.status),
  }
}

function toEvent(event: ReadableSpan['events'][number]): object {
  return {
    timeUnixNano: toNanoseconds(event.time),
    name: event.name,
    attributes: toKeyValues(event.attributes ?? {}),
    ...counted('droppedAttributesCount', event.droppedAttributesCount),
  }
}

function toLink({ context, attributes = {}, droppedAttributesCount }: Link): object {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    attributes: toKeyValues(attributes),
    ...counted('droppedAttributesCount', droppedAttributesCount),
  }
}

function toStatus({ code, message = '' }: ReadableSpan['status']): OtlpSpan['status'] {
  return message === '' ? { code } : { code, message }
}

function counted(name: string, count = 0): Record<string, number> {
  return count === 0 ? {} : { [name]: count }
}

/** Shape: seconds and nanoseconds → nanoseconds as text; no number holds that many. */
function toNanoseconds([seconds, nanoseconds]: readonly [number, number]): string {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(Math.round(nanoseconds)))
}

function toKeyValues(attributes: Attributes): KeyValue[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    const any = toAnyValue(value)
    return any === null ? [] : [{ key, value: any }]
  })
}

function toAnyValue(value: unknown): AnyValue | null {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return toNumber(value)
  if (!Array.isArray(value)) return null
  const values = value.map(toAnyValue).filter((each) => each !== null)
  return { arrayValue: { values } }
}

/** JSON has no infinity, and protobuf's JSON writes it as a word. */
function toNumber(value: number): AnyValue {
  if (Number.isSafeInteger(value)) return { intValue: String(value) }
  return { doubleValue: Number.isFinite(value) ? value : String(value) }
}
