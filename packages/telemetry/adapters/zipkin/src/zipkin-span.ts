/** A finished span as Zipkin's second format writes it. Source https://zipkin.io/zipkin-api/zipkin2-api.yaml */
import { isIP } from 'node:net'
import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

/** A span of Zipkin. */
export interface ZipkinSpan {
  /** 16 or 32 hexadecimal digits, lower case. */
  readonly traceId: string
  readonly id: string
  readonly parentId?: string
  /** Absent for work inside a process. */
  readonly kind?: 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER'
  readonly name: string
  /** Units: microseconds since 1970. */
  readonly timestamp: number
  /** Units: microseconds, at least one. */
  readonly duration: number
  readonly localEndpoint: Endpoint
  /** The other side of a border, from which Zipkin draws who depends on whom. */
  readonly remoteEndpoint?: Endpoint
  readonly annotations?: readonly Annotation[]
  readonly tags: Readonly<Record<string, string>>
}

/** Who, by name or at least by address. */
interface Endpoint {
  readonly serviceName?: string
  readonly ipv4?: string
  readonly ipv6?: string
}

interface Annotation {
  /** Units: microseconds since 1970. */
  readonly timestamp: number
  readonly value: string
}

const kinds = {
  [SpanKind.INTERNAL]: null,
  [SpanKind.SERVER]: 'SERVER',
  [SpanKind.CLIENT]: 'CLIENT',
  [SpanKind.PRODUCER]: 'PRODUCER',
  [SpanKind.CONSUMER]: 'CONSUMER',
} as const

/** Turns OpenTelemetry's span into Zipkin's. */
export function toZipkinSpan(span: ReadableSpan): ZipkinSpan {
  const { traceId, spanId } = span.spanContext()
  const kind = kinds[span.kind]
  const parentId = span.parentSpanContext?.spanId
  const remote = remoteOf(span)
  return {
    traceId: shorten(traceId),
    id: spanId,
    ...(parentId === undefined ? {} : { parentId }),
    ...(kind === null ? {} : { kind }),
    name: span.name,
    timestamp: toMicroseconds(span.startTime),
    // Zipkin takes a duration of nothing for one that is not known.
    duration: Math.max(1, toMicroseconds(span.duration)),
    localEndpoint: { serviceName: toText(span.resource.attributes['service.name'] ?? 'unknown') },
    ...(remote === null ? {} : { remoteEndpoint: toEndpoint(remote) }),
    ...(span.events.length === 0 ? {} : { annotations: span.events.map(toAnnotation) }),
    tags: tagsOf(span),
  }
}

/**
 * Writes the body of a post. Zipkin refuses one that contains `yAnnotations"` as its first format's, and strangers can
 * put that word into ids, baggage and names; escaped it is the same text.
 * Source openzipkin/zipkin, ZipkinHttpCollector
 */
export function toZipkinBody(spans: readonly ReadableSpan[]): string {
  return JSON.stringify(spans.map(toZipkinSpan)).replaceAll('yAnnotations"', 'yAnnotation\\u0073"')
}

/** Shape: seconds and nanoseconds → microseconds. */
function toMicroseconds([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1e6 + Math.round(nanoseconds / 1e3)
}

/** An address must not look like a service: Zipkin would draw one for each caller from outside. */
function toEndpoint(remote: string): Endpoint {
  const version = isIP(remote)
  if (version === 0) return { serviceName: remote }
  return version === 4 ? { ipv4: remote } : { ipv6: remote }
}

/** Who was on the other side: what a library says first, then what our own borders do. */
function remoteOf({ kind, attributes }: ReadableSpan): string | null {
  const named =
    attributes['service.peer.name'] ?? attributes['peer.service'] ?? own(kind, attributes)
  return typeof named === 'string' && named !== '' && named !== 'unknown' ? named : null
}

function own(kind: SpanKind, attributes: Attributes): Attributes[string] {
  if (kind === SpanKind.SERVER) return attributes['client.service.name']
  if (kind === SpanKind.PRODUCER || kind === SpanKind.CONSUMER)
    return attributes['messaging.system']
  if (kind !== SpanKind.CLIENT) return undefined
  // Shape: `orders/place`.
  const method = attributes['rpc.method']
  if (typeof method === 'string') return method.slice(0, Math.max(0, method.lastIndexOf('/')))
  return attributes['server.address']
}

function toAnnotation({ time, name, attributes = {} }: ReadableSpan['events'][number]): Annotation {
  const more = Object.keys(attributes).length === 0 ? '' : ` ${JSON.stringify(attributes)}`
  return { timestamp: toMicroseconds(time), value: `${name}${more}` }
}

/** What of a resource tells instances apart. */
const resourceNames = ['service.instance.id', 'service.version']

function tagsOf({ attributes, resource, status, links }: ReadableSpan): Record<string, string> {
  const tags: Record<string, string> = {}
  for (const name of resourceNames) {
    const value = resource.attributes[name]
    if (value !== undefined) tags[name] = toText(value)
  }
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && !(name === 'error' && value === false)) tags[name] = toText(value)
  // The format has no place for links; so somebody who knows the other trace finds this one by searching.
  if (links.length > 0) tags['linked.traces'] = links.map(linkedTrace).join(' ')
  // Zipkin takes a span for a failure if it has this tag at all, whatever it says.
  if (status.code === SpanStatusCode.ERROR) tags['error'] = status.message || 'true'
  return tags
}

function linkedTrace({ context }: ReadableSpan['links'][number]): string {
  return shorten(context.traceId)
}

/** An id that came with 64 bits is written so: an older Zipkin takes a longer one for another trace. */
function shorten(traceId: string): string {
  return traceId.replace(/^0{16}/, '')
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
