/**
 * A span for every request that is sent while one is answered, by `fetch`, undici or `node:http`, and where it stands as
 * headers. What is sent outside of a request is left alone. Called by `http-tracing.ts`.
 */
import { channel } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { type B3Form, encodeTraceHeaders, type Trace } from '@atoll/pipeline'
import { context as otel, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { isTracingSuppressed } from '@opentelemetry/core'
import { pathOf, traceOfHop } from './http-incoming.ts'
import { toTrace, type Tracing } from './tracing.ts'

/** What following is made of. */
export interface OutgoingParts {
  readonly tracing: Tracing
  /** What is written beside `traceparent`. */
  readonly b3: B3Form
}

/** Shape: as undici tells of a request. Source https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md */
interface UndiciRequest {
  readonly origin: string | URL
  readonly method: string
  readonly path: string
  addHeader(name: string, value: string): unknown
}

/** Begins; returns how to stop. */
export function followOutgoing({ tracing, b3 }: OutgoingParts): () => void {
  const spans = new WeakMap<object, Span>()
  const begin = (request: object, asked: Asked) => {
    const parent = isTracingSuppressed(otel.active()) ? null : traceOfHop()
    if (parent === null) return {}
    const span = parent.sampled ? startSpan(tracing, parent, asked) : null
    if (span !== null) spans.set(request, span)
    return encodeTraceHeaders(span === null ? parent : toTrace(span), b3)
  }
  const end = (request: object, outcome: Outcome) => {
    const span = spans.get(request)
    if (span === undefined) return
    spans.delete(request)
    endSpan(span, outcome)
  }
  // What a channel tells is typed nowhere; its shape is documented where each is named.
  const listeners: Readonly<Record<string, (told: never) => void>> = {
    'undici:request:create': ({ request }: { readonly request: UndiciRequest }) => {
      const { method, path } = request
      const url = new URL(pathOf(path), request.origin)
      for (const [name, value] of Object.entries(begin(request, { method, url })))
        request.addHeader(name, value)
    },
    'undici:request:headers': ({ request, response }: UndiciAnswered) =>
      end(request, { status: response.statusCode }),
    'undici:request:error': ({ request, error }: Failed) => end(request, { error }),
    // Source https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#http
    'http.client.request.created': ({ request }: { readonly request: ClientRequest }) => {
      const url = new URL(pathOf(request.path), `${request.protocol}//${hostOf(request)}`)
      const headers = begin(request, { method: request.method, url })
      for (const [name, value] of Object.entries(headers)) request.setHeader(name, value)
      request.once('close', () => end(request, { error: null }))
    },
    'http.client.response.finish': ({ request, response }: HttpAnswered) =>
      end(request, { status: response.statusCode ?? 0 }),
    'http.client.request.error': ({ request, error }: Failed) => end(request, { error }),
  }
  const all = Object.entries(listeners).map(([name, listener]) => {
    const hear = (told: unknown) => listener(told as never)
    channel(name).subscribe(hear)
    return () => channel(name).unsubscribe(hear)
  })
  return () => {
    for (const stop of all) stop()
  }
}

interface UndiciAnswered {
  readonly request: object
  readonly response: { readonly statusCode: number }
}

interface HttpAnswered {
  readonly request: ClientRequest
  readonly response: IncomingMessage
}

interface Failed {
  readonly request: object
  readonly error: unknown
}

/** What is sent, without its query, which may hold what is secret. */
interface Asked {
  readonly method: string
  readonly url: URL
}

/** The head of an answer, or what was instead of one. */
type Outcome = { readonly status: number } | { readonly error: unknown }

/** Source: OpenTelemetry semantic conventions 1.45, HTTP (stable). */
function startSpan(tracing: Tracing, parent: Trace, { method, url }: Asked): Span {
  return tracing.start(method, parent, {
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': method,
      'url.full': url.href,
      'server.address': url.hostname,
      'server.port': Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port),
    },
  })
}

function endSpan(span: Span, outcome: Outcome): void {
  if ('status' in outcome) {
    const { status } = outcome
    span.setAttribute('http.response.status_code', status)
    if (status >= 400)
      span
        .setAttribute('error.type', String(status))
        .setStatus({ code: SpanStatusCode.ERROR, message: `answered ${status}` })
  } else {
    const { error } = outcome
    const message = error instanceof Error ? error.message : 'ended without an answer'
    span
      .setAttribute('error.type', error instanceof Error ? error.name : 'cancelled')
      .setStatus({ code: SpanStatusCode.ERROR, message })
  }
  span.end()
}

/** Where a request goes, as its own header says it. */
function hostOf(request: ClientRequest): string {
  const host = request.getHeader('host')
  return typeof host === 'string' ? host : request.host
}
