/**
 * The registry over HTTP, as Eureka's clients expect it: at three prefixes, with and without a slash at the end, JSON or
 * XML as asked for, and nothing in the answers that they do not read: a body of another shape breaks their decoders.
 * Put into a listener by `open.ts`. Source: Netflix eureka-core, resources; docs/why/0015-registry.md
 */
import type { HttpHeaders, HttpRequest, HttpResponse, HttpRoute } from '@atoll/http'
import { type Clock, Fault } from '@atoll/pipeline'
import { type Answer, type Answers, createAnswer } from './answers.ts'
import type { Codec } from './codec.ts'
import { malformed } from './faults.ts'
import { type Applications, parseStatus } from './instance-info.ts'
import { compactJson, decodeJsonInstance, fullJson } from './json.ts'
import type { Place, StatusChange } from './leases.ts'
import type { News } from './news.ts'
import type { Registry } from './registry.ts'
import { answerBatch, renew, replicationHeader } from './replication.ts'
import type { Origin } from './story.ts'
import { compactXml, decodeXmlInstance, fullXml } from './xml.ts'

/** What the routes stand on. */
export interface RoutesParts {
  readonly registry: Registry
  readonly answers: Answers
  readonly news: News
  readonly clock: Clock
  /** Whether the request may ask and act at all. */
  admits(request: HttpRequest): boolean
  /** Whether what is known is worth telling. */
  isReady(): boolean
}

/** Where Spring's server, its rewriting, and Netflix's own program put the same. */
const prefixes = ['/eureka', '/eureka/v2', '/v2'] as const
/** The longest body of one registration. Units: bytes. */
export const registrationBytesMax = 262_144
/** Smaller answers are not packed. Units: bytes. */
const packedBytesMin = 1_024

type Handle = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>
type Row = readonly [method: HttpRoute['method'], path: string, handle: Handle]

/** All routes of a registry. */
export function registryRoutes(parts: RoutesParts): readonly HttpRoute[] {
  const rows = [...fetching(parts), ...living(parts), ...telling(parts)]
  const paths = (path: string) => prefixes.flatMap((each) => [`${each}${path}`, `${each}${path}/`])
  return rows.flatMap(([method, path, handle]) =>
    paths(path).map((each) => ({
      method,
      path: each,
      reads: 'text' as const,
      handle: (request: HttpRequest) => guard(parts, handle, request),
    })),
  )
}

async function guard(
  { admits }: RoutesParts,
  handle: Handle,
  request: HttpRequest,
): Promise<HttpResponse> {
  if (!admits(request)) return unadmitted()
  try {
    return await handle(request)
  } catch (thrown) {
    return toResponse(Fault.from(thrown))
  }
}

/** The answer to whoever does not know the password. Source: RFC 7617 */
export function unadmitted(): HttpResponse {
  return empty(401, { 'www-authenticate': 'Basic realm="registry", charset="UTF-8"' })
}

/** Source of the shapes: Netflix eureka-core, ApplicationResource, and Jersey's own answer to what it cannot read. */
function toResponse(fault: Fault): HttpResponse {
  if (fault.code === 'body_malformed')
    return { status: 400, headers: typed(fullJson.mediaType), body: errorOf(fault) }
  if (fault.code === 'instance_refused')
    return { status: 400, headers: typed('text/plain'), body: fault.message }
  if (fault.kind === 'invalid') return empty(400)
  if (fault.kind === 'limited') return empty(503)
  throw fault
}

function errorOf({ message }: Fault): string {
  return JSON.stringify({ error: message })
}

function empty(status: number, headers: HttpHeaders = {}): HttpResponse {
  return { status, headers, body: null }
}

function typed(mediaType: string): HttpHeaders {
  return { 'content-type': mediaType }
}

/** Questions about what is there. */
function fetching(parts: RoutesParts): readonly Row[] {
  const { answers, isReady } = parts
  const { leases } = parts.registry
  const whenReady =
    (handle: Handle): Handle =>
    (request) =>
      isReady() ? handle(request) : empty(403)
  const ask = (question: 'everything' | 'delta') =>
    whenReady((request) => send(request, (codec) => answers.of(question, codec)))
  const delta = ask('delta')
  const search = (look: (name: string) => Applications) =>
    whenReady((request) =>
      send(request, (codec) => write(codec.applications(look(fieldOf(request, 'name'))))),
    )
  return [
    ['GET', '/apps', ask('everything')],
    // Whoever is refused a delta fetches everything, clients of Netflix too.
    ['GET', '/apps/delta', (request) => (leases.isDeltaWhole ? delta(request) : empty(403))],
    ['GET', '/vips/{name}', search((name) => leases.withVip('vipAddress', name))],
    ['GET', '/svips/{name}', search((name) => leases.withVip('secureVipAddress', name))],
    [
      'GET',
      '/apps/{app}',
      whenReady((request) => {
        const application = leases.application(placeOf(request).app)
        if (application === null) return empty(404)
        return send(request, (codec) => write(codec.application(application)))
      }),
    ],
    ['GET', '/apps/{app}/{id}', (request) => sendOne(request, leases.find(placeOf(request)))],
    ['GET', '/instances/{id}', (request) => sendOne(request, leases.findById(placeOf(request).id))],
  ]
}

/** What instances say of themselves, and people of them. */
function living(parts: RoutesParts): readonly Row[] {
  const { registry, clock } = parts
  return [
    ['POST', '/apps/{app}', (request) => register(parts, request)],
    ['PUT', '/apps/{app}/{id}', (request) => heartbeat(registry, request)],
    [
      'DELETE',
      '/apps/{app}/{id}',
      (request) => found(registry.cancel(placeOf(request), originOf(request))),
    ],
    [
      'PUT',
      '/apps/{app}/{id}/status',
      (request) =>
        withStatus(request, null, (change) =>
          registry.override(placeOf(request), change, originOf(request)),
        ),
    ],
    [
      'DELETE',
      '/apps/{app}/{id}/status',
      (request) =>
        withStatus(request, 'UNKNOWN', (change) =>
          registry.removeOverride(placeOf(request), change, originOf(request)),
        ),
    ],
    [
      'PUT',
      '/apps/{app}/{id}/metadata',
      ({ params, query }) => {
        const texts = Object.fromEntries(
          [...query.keys()].map((name) => [name, query.get(name) ?? '']),
        )
        const done = registry.addMetadata(placeOf({ params }), texts)
        return done === 'full' ? empty(400) : found(done)
      },
    ],
    [
      'POST',
      '/peerreplication/batch',
      ({ body, remoteAddress: address }) => ({
        status: 200,
        headers: typed(fullJson.mediaType),
        body: answerBatch(registry, textOf(body), {
          now: clock.now(),
          by: { kind: 'peer', address },
        }),
      }),
    ],
  ]
}

/** What only our own clients ask for. */
function telling({ news }: RoutesParts): readonly Row[] {
  return [
    [
      'GET',
      '/changes',
      // Before anything is told too: who listens knows by it that there will be news, and hears of the first at once.
      ({ headers }) => ({
        status: 200,
        body: { events: news.events(headers['last-event-id'] ?? null) },
      }),
    ],
  ]
}

function register({ registry, clock }: RoutesParts, request: HttpRequest): HttpResponse {
  if (request.bodyBytes > registrationBytesMax) return empty(413)
  const text = textOf(request.body)
  const expected = { now: clock.now(), app: placeOf(request).app }
  // The body tells what it is; media types are forgotten more often.
  const decode = text.trimStart().startsWith('<') ? decodeXmlInstance : decodeJsonInstance
  registry.register(decode(text, expected), originOf(request))
  return empty(204)
}

function heartbeat(registry: Registry, request: HttpRequest): HttpResponse {
  const dirtyAt = timeOf(request)
  const place = placeOf(request)
  const override = parseStatus(request.query.get('overriddenstatus') ?? '')
  const by = originOf(request)
  if (by.kind === 'client')
    return found(isRenewed(registry.renew(place, { dirtyAt, override }, by)))
  const { status, info } = renew(registry, place, { dirtyAt, override, by })
  if (info === null) return empty(status)
  return { status, headers: typed(fullJson.mediaType), body: fullJson.instance(info) }
}

function isRenewed(renewal: ReturnType<Registry['renew']>): boolean {
  return renewal === 'renewed' || renewal === 'ahead'
}

/** Does what changes a status; one that there is not is answered as Eureka does, as its own failure. */
function withStatus(
  request: HttpRequest,
  missing: 'UNKNOWN' | null,
  act: (change: StatusChange) => boolean,
): HttpResponse {
  const text = request.query.get('value')
  const status = text === null ? missing : parseStatus(text)
  return status === null ? empty(500) : found(act({ status, dirtyAt: timeOf(request) }))
}

function found(isFound: boolean): HttpResponse {
  return empty(isFound ? 200 : 404)
}

function placeOf({ params }: Pick<HttpRequest, 'params'>): Place {
  return { app: (params['app'] ?? '').toUpperCase(), id: params['id'] ?? '' }
}

function fieldOf({ params }: HttpRequest, name: string): string {
  return params[name] ?? ''
}

function originOf({ headers, remoteAddress: address }: HttpRequest): Origin {
  return { kind: headers[replicationHeader] === 'true' ? 'peer' : 'client', address }
}

/** Units: milliseconds since 1970; null where none is told. */
function timeOf({ query }: HttpRequest): number | null {
  const text = query.get('lastDirtyTimestamp')
  if (text === null || text === '') return null
  const time = Number(text)
  if (!Number.isSafeInteger(time)) throw malformed('lastDirtyTimestamp is no time in milliseconds')
  return time
}

function textOf(body: unknown): string {
  if (typeof body !== 'string') throw malformed('there is no body')
  return body
}

function write(text: string): Answer {
  return createAnswer(Buffer.from(text))
}

function sendOne(request: HttpRequest, info: Parameters<Codec['instance']>[0] | null) {
  if (info === null) return empty(404)
  return send(request, (codec) => write(codec.instance(info)))
}

/** Answers in the words, and packed, as the client can read it. */
async function send(request: HttpRequest, ask: (codec: Codec) => Answer): Promise<HttpResponse> {
  const codec = codecOf(request)
  const answer = ask(codec)
  const headers = {
    'content-type': codec.mediaType,
    vary: 'accept, accept-encoding, x-eureka-accept',
  }
  const isPacked =
    answer.plain.length >= packedBytesMin &&
    (request.headers['accept-encoding'] ?? '').includes('gzip')
  if (!isPacked) return { status: 200, headers, body: answer.plain }
  const body = await answer.packed()
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body }
}

function codecOf({ headers }: HttpRequest): Codec {
  const isCompact = headers['x-eureka-accept']?.toLowerCase() === 'compact'
  if ((headers.accept ?? '').includes('json')) return isCompact ? compactJson : fullJson
  return isCompact ? compactXml : fullXml
}
