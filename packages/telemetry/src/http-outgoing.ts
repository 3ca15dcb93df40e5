/**
 * A span for every request that is sent while one is answered, by `fetch`, undici or `node:http`, and where it stands as
 * headers. What is sent outside of a request is left alone. Called by `http-tracing.ts`.
 */
import type { ClientRequest, IncomingMessage } from 'node:http'
import { type B3Form, encodeTraceHeaders, type Log, type Trace } from '@atoll/pipeline'
import { context as otel, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { isTracingSuppressed } from '@opentelemetry/core'
import { hear } from './channels.ts'
import { pathOf, traceOfHop } from './http-incoming.ts'
import { toTrace, type Tracing } from './tracing.ts'

/** What following is made of. */
export interface OutgoingParts {
  readonly tracing: Tracing
  /** What is written beside `traceparent`. */
  readonly b3: B3Form
  readonly log: Log
}

/** Shape: as undici tells of a request. Source https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md */
interface UndiciRequest {
  readonly origin: string | URL
  readonly method: string
  readonly path: string
  addHeader(name: string, value: string): unknown
}

/** Begins; returns how to stop. */
export function followOutgoing({ tracing, b3, log }: OutgoingParts): () => void {
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
      const headers = begin(request, request)
      for (const [name, value] of Object.entries(headers)) request.addHeader(name, value)
    },
    'undici:request:headers': ({ request, response }: UndiciAnswered) =>
      end(request, { status: response.statusCode }),
    'undici:request:error': ({ request, error }: Failed) => end(request, { error }),
    // Source https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#http
    'http.client.request.created': ({ request }: { readonly request: ClientRequest }) => {
      const { method, path } = request
      const headers = begin(request, { method, path, origin: originOf(request) })
      // A head with `Expect`, or given as an array, has been written already: nothing can be added.
      if (!request.headersSent)
        for (const [name, value] of Object.entries(headers)) request.setHeader(name, value)
      request.once('close', () => end(request, { error: null }))
    },
    'http.client.response.finish': ({ request, response }: HttpAnswered) =>
      end(request, { status: response.statusCode ?? 0 }),
    'http.client.request.error': ({ request, error }: Failed) => end(request, { error }),
  }
  const all = Object.entries(listeners).map(([name, listener]) =>
    hear(name, (told) => listener(told as never), log),
  )
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

/** What is sent. */
interface Asked {
  readonly origin: string | URL
  readonly method: string
  readonly path: string
}

/** The head of an answer, or what was instead of one. */
type Outcome = { readonly status: number } | { readonly error: unknown }

/** Source: OpenTelemetry semantic conventions 1.45, HTTP (stable). */
function startSpan(tracing: Tracing, parent: Trace, asked: Asked): Span {
  const { method } = asked
  const url = urlOf(asked)
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

/** Without the query, which may hold what is secret. */
function urlOf({ origin, path }: Asked): URL {
  // Through a proxy a path is a whole address.
  if (!path.startsWith('/')) return new URL(pathOf(path), origin)
  const url = new URL(origin)
  // Resolved against the origin `//elsewhere` would be another host.
  url.pathname = pathOf(path)
  return url
}

/** Where a request goes, as its own header says it. */
function originOf(request: ClientRequest): string {
  const host = request.getHeader('host')
  return `${request.protocol}//${typeof host === 'string' ? host : request.host}`
}
