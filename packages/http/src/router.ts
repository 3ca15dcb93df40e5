/**
 * Puts routes onto fastify, whose router and body reader are used and nothing else of it: answers are written by
 * `answer.ts`. Called once by the listener.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Fault } from '@atoll/pipeline'
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyServerFactory,
} from 'fastify'
import type { Answer } from './answer.ts'
import { ArrivedRequest, ReadBody } from './arrived.ts'
import type { HttpRoute, Lost } from './exchange.ts'
import { createAsker, isAsking } from './expectation.ts'
import { pathOf } from './gate.ts'
import { parseForm, parseJson, parseText } from './json.ts'
import type { ListenerLimits } from './limits.ts'
import { toProblemResponse } from './problem.ts'
import { type RefusalCode, refuse } from './refusal.ts'

/** What the router asks of the listener. */
export interface RouterParts {
  readonly routes: readonly HttpRoute[]
  readonly limits: ListenerLimits
  readonly lost: Lost | undefined
  /** Makes the server around the router's own handler. */
  readonly serve: FastifyServerFactory
  readonly onBadRequest: (
    error: Error & { code?: string },
    socket: IncomingMessage['socket'],
  ) => void
  /** Takes the answer of a request into the listener's hands. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Answer
}

/** Builds the router. Faults: a TypeError for a path that is neither plain text nor fields, or is taken twice. */
export function createRouter(parts: RouterParts): FastifyInstance {
  const { limits } = parts
  const app = fastify({
    serverFactory: parts.serve,
    clientErrorHandler: parts.onBadRequest,
    bodyLimit: limits.bodyBytesMax,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: limits.urlCharactersMax, querystringParser: () => ({}) },
    frameworkErrors: (_error, request, reply) => {
      take(parts, reply, request.raw).fail(refuse('path_refused'))
    },
  })
  readBodies(app, limits)
  const notFound = createNotFound(parts)
  const add = (to: FastifyInstance, route: HttpRoute) => addRoute(to, { route, notFound, parts })
  const [texts, others] = [parts.routes.filter(readsText), parts.routes.filter(readsMedia)]
  for (const route of others) add(app, route)
  if (texts.length > 0)
    // A scope of their own: how a body is read belongs to the routes inside.
    void app.register((scope, _options, done) => {
      readTexts(scope)
      for (const route of texts) add(scope, route)
      done()
    })
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404 && isAsking(request.raw)) notFound(take(parts, reply, request.raw))
    else done()
  })
  app.setNotFoundHandler((request, reply) => notFound(take(parts, reply, request.raw)))
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const answer = take(parts, reply, request.raw)
    // A body is read before the router's last word, yet nothing there is worth refusing.
    if (request.is404) notFound(answer)
    else answer.fail(toFault(error))
  })
  return app
}

function take(parts: RouterParts, reply: FastifyReply, request: IncomingMessage): Answer {
  reply.hijack()
  return parts.answer(request, reply.raw)
}

function readsText({ reads }: HttpRoute): boolean {
  return reads === 'text'
}

function readsMedia({ reads }: HttpRoute): boolean {
  return reads === undefined
}

type Refuse = (answer: Answer) => void

function addRoute(
  app: FastifyInstance,
  { route, notFound, parts }: { route: HttpRoute; notFound: Refuse; parts: RouterParts },
): void {
  const { fieldCountMax } = parts.limits
  const lastField = /\{(\w+)\}$/.exec(route.path)?.[1] ?? null
  app.route({
    method: route.method === 'GET' ? ['GET', 'HEAD'] : [route.method],
    url: toPattern(route.path),
    onRequest: createAsker({
      admit: route.admit?.bind(route),
      limits: parts.limits,
      take: (reply, raw) => take(parts, reply, raw),
    }),
    handler(request, reply) {
      const answer = take(parts, reply, request.raw)
      const arrived = new ArrivedRequest(request, answer.cancellation, fieldCountMax)
      // The router takes nothing after the last slash for an empty field.
      if (lastField !== null && arrived.params[lastField] === '') notFound(answer)
      else void run(route, arrived, answer)
    },
  })
}

async function run(route: HttpRoute, request: ArrivedRequest, answer: Answer): Promise<void> {
  try {
    answer.write(await route.handle(request))
  } catch (thrown) {
    answer.fail(thrown)
  }
}

const field = /^\{[A-Za-z][A-Za-z0-9]*\}$/
const plain = /^[A-Za-z0-9._~-]*$/

/** Shape: `/orders/{orderId}` → `/orders/:orderId`, the router's own writing. */
function toPattern(path: string): string {
  const parts = path.split('/').map((part) => {
    if (field.test(part)) return `:${part.slice(1, -1)}`
    if (plain.test(part)) return part
    throw new TypeError(
      `route '${path}': '${part}' is neither plain text (letters, digits, . _ ~ -) nor one {field}`,
    )
  })
  return parts.join('/')
}

function readBodies(app: FastifyInstance, limits: ListenerLimits): void {
  const add = createParserAdder(app)
  add('application/json', (bytes) => parseJson(bytes, limits.jsonDepthMax))
  add(/^application\/[a-z0-9.-]+\+json(?=[\s;]|$)/, (bytes) =>
    parseJson(bytes, limits.jsonDepthMax),
  )
  add('application/x-www-form-urlencoded', (bytes) => parseForm(bytes, limits.fieldCountMax))
}

function readTexts(scope: FastifyInstance): void {
  createParserAdder(scope)('*', parseText)
}

/** Takes away what read bodies before, and makes what adds one way to read them. */
function createParserAdder(app: FastifyInstance) {
  app.removeAllContentTypeParsers()
  return (type: string | RegExp, parse: (bytes: Buffer) => unknown) =>
    app.addContentTypeParser(type, { parseAs: 'buffer' }, ({ headers }, bytes: Buffer, done) => {
      if (bytes.length === 0) return done(null, null)
      try {
        if (isOtherCharset(headers['content-type'])) throw refuse('media_type_unsupported')
        done(null, new ReadBody(parse(bytes), bytes.length))
      } catch (thrown) {
        done(Fault.from(thrown))
      }
    })
}

/** Whether a media type names a charset in which our bytes would be another text. */
function isOtherCharset(type = ''): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(type)?.[1]
  return charset !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(charset)
}

/** Says which methods a known path has; a path that nobody knows is not found. */
function createNotFound({ routes, lost }: Pick<RouterParts, 'routes' | 'lost'>): Refuse {
  const shapes = routes.map((route) => ({
    method: route.method,
    matches: new RegExp(
      `^${toPattern(route.path).replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`,
    ),
  }))
  return (answer) => {
    const path = pathOf(answer.request.url ?? '')
    const methods = shapes.filter((shape) => shape.matches.test(path)).map((shape) => shape.method)
    if (methods.length === 0) {
      const page = lost?.({ path, headers: answer.request.headers }) ?? null
      return page === null ? answer.fail(refuse('no_such_route')) : answer.write(page)
    }
    const allow = [...new Set(methods), ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']
    const headers = { allow: allow.join(', ') }
    if (answer.request.method === 'OPTIONS')
      return answer.write({ status: 204, headers, body: null })
    const problem = toProblemResponse(refuse('method_not_allowed'))
    answer.write({ ...problem, headers: { ...problem.headers, ...headers } })
  }
}

const vendorCodes: Readonly<Record<string, RefusalCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body_incomplete',
  ECONNRESET: 'body_incomplete',
}

function toFault(error: Error & { code?: string; statusCode?: number }): Fault {
  const code = vendorCodes[error.code ?? '']
  if (code !== undefined) return refuse(code)
  // Fastify marks what the client did wrong with a status of its own.
  if (error.statusCode === 400 && error.code?.startsWith('FST_')) return refuse('request_malformed')
  return Fault.from(error)
}
