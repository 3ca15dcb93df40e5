/**
 * A span for every request that Node's HTTP server takes. While it is answered the span is active, so that what is sent
 * meanwhile, and the instrumentation of other libraries, joins it. Called by `http-tracing.ts`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Clock,
  decodeContext,
  type Headers,
  type Ids,
  type Log,
  type Trace,
} from '@atoll/pipeline'
import {
  context as otel,
  createContextKey,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { hear } from './channels.ts'
import { enterContext, isContextOurs } from './otel-context.ts'
import { toTrace, type Tracing } from './tracing.ts'

/** What following is made of. */
export interface IncomingParts {
  readonly tracing: Tracing
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** A request that is being answered. */
interface Hop {
  /** Where it stands: its span's place, or what its caller said where that is not sampled. */
  readonly trace: Trace
  isOver: boolean
}

const hopKey = createContextKey('atoll http hop')

/** Where what is sent now belongs: null outside a request, and once it is answered. */
export function traceOfHop(): Trace | null {
  // Only `begin` writes under this key.
  const hop = otel.active().getValue(hopKey) as Hop | undefined
  return hop === undefined || hop.isOver ? null : hop.trace
}

/** What Node tells when a request has arrived. */
interface Arrived {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** What Fastify tells when it has found who answers. */
interface Routed {
  readonly request: { readonly raw: IncomingMessage }
  readonly route: { readonly url: string }
}

const arrivedChannel = 'http.server.request.start'
const routedChannel = 'tracing:fastify.request.handler:start'

/** Begins; returns how to stop. Faults: a TypeError where contexts are somebody else's. */
export function followIncoming(parts: IncomingParts): () => void {
  // Fastify's routes, by the request they answer; frameworks built on Express's router write them on the request.
  const routes = new WeakMap<IncomingMessage, string>()
  const hearRouted = (told: unknown) => {
    // Source https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
    const { request, route } = told as Routed
    routes.set(request.raw, route.url)
  }
  const hearArrived = (told: unknown) => {
    // Source https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#http
    const { request, response } = told as Arrived
    begin(parts, { request, response, routeOf: () => routes.get(request) ?? routeOf(request) })
  }
  if (!isContextOurs()) throw taken()
  const stops = [
    hear(routedChannel, hearRouted, parts.log),
    hear(arrivedChannel, hearArrived, parts.log),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

interface Beginning extends Arrived {
  /** The route that answered, where the framework said so. Shape: `/orders/:id`. */
  readonly routeOf: () => string | null
}

function begin({ tracing, clock, ids }: IncomingParts, beginning: Beginning): void {
  const { request, response, routeOf } = beginning
  const { method = 'GET' } = request
  const parent = decodeContext(toHeaders(request), clock, ids).trace
  const span = parent.sampled
    ? tracing.start(method, parent, {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': method,
          'url.path': pathOf(request.url ?? ''),
          'client.address': request.socket.remoteAddress ?? '',
        },
      })
    : null
  const hop: Hop = { trace: span === null ? parent : toTrace(span), isOver: false }
  const active = otel.active().setValue(hopKey, hop)
  // Nobody here can be asked to run within the context; what Node does next on its way to the framework does.
  enterContext(span === null ? active : trace.setSpan(active, span))
  // Told whether the answer was sent or its reader went away.
  response.once('close', () => {
    hop.isOver = true
    if (span !== null) end(span, { method, route: routeOf(), response })
  })
}

interface Ending {
  readonly method: string
  readonly route: string | null
  readonly response: ServerResponse
}

/** Source: OpenTelemetry semantic conventions 1.45, HTTP (stable). */
function end(span: Span, { method, route, response }: Ending): void {
  if (route !== null) span.updateName(`${method} ${route}`).setAttribute('http.route', route)
  if (response.headersSent) {
    const { statusCode } = response
    span.setAttribute('http.response.status_code', statusCode)
    if (statusCode >= 500)
      span
        .setAttribute('error.type', String(statusCode))
        .setStatus({ code: SpanStatusCode.ERROR, message: `answered ${statusCode}` })
  } else {
    span
      .setAttribute('error.type', 'cancelled')
      .setStatus({ code: SpanStatusCode.ERROR, message: 'ended without an answer' })
  }
  span.end()
}

function toHeaders({ headers }: IncomingMessage): Headers {
  const texts = Object.entries(headers).filter(([, value]) => typeof value === 'string')
  // What is left are texts.
  return Object.fromEntries(texts) as Headers
}

/** Without the query, which may hold what is secret. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return end < 0 ? url : url.slice(0, end)
}

/** Express's router, and Nest's over it, write on the request which route answered it. */
function routeOf(request: IncomingMessage): string | null {
  const route: unknown = Reflect.get(request, 'route')
  const path: unknown = Reflect.get(Object(route), 'path')
  const base: unknown = Reflect.get(request, 'baseUrl')
  if (typeof path !== 'string') return null
  return typeof base === 'string' ? `${base}${path}` : path
}

function taken(): TypeError {
  return new TypeError(
    "this process has OpenTelemetry's tracing already: give its provider `createSpanSink({ exporter })` among its spanProcessors",
  )
}
