/**
 * Hop 1: an HTTP request becomes a call. What a stranger writes beside it is not believed: of all headers only the
 * credential, the idempotency key and the place to resume a stream from are taken; the deadline begins here, and so does
 * the trace of a stranger (`begin-trace.ts`).
 */
import type { Operation } from '@atoll/contract'
import type { HttpRequest } from '@atoll/http'
import {
  type Call,
  type Clock,
  type Context,
  decodeContext,
  Fault,
  headerNames,
  type Ids,
  idempotencyKeyCharactersMax,
  type Trace,
} from '@atoll/pipeline'

/** The cookie in which a browser keeps its token. */
export const sessionCookie = 'session'
/** How long a request may take, all hops together. Units: milliseconds. */
export const requestMsMax = 10_000

/** What entering is made of. */
export interface Entering {
  readonly clock: Clock
  readonly ids: Ids
}

/** Makes the call that a request means; until the next hop its caller is an address. */
export function enter(
  request: HttpRequest,
  meant: { readonly operation: Operation; readonly trace: Trace },
  parts: Entering,
): Call {
  const { clock, ids } = parts
  const { operation, trace } = meant
  const context: Context = {
    ...decodeContext({}, clock, ids),
    trace,
    credential: credentialOf(request),
    idempotencyKey: idempotencyKeyOf(request, parts),
    deadlineAt: clock.monotonic() + requestMsMax,
    cancellation: request.cancellation,
    caller: request.remoteAddress,
  }
  return { kind: 'call', operation, input: null, context }
}

/** The token of a program stands in `Authorization`, that of a browser in a cookie that no other site may use. */
function credentialOf(request: HttpRequest): string | null {
  const header = request.headers['authorization']
  // No other site can make a browser send this header, so its sender means it.
  if (header !== undefined) return bearer(header)
  const cookie = readCookie(request, sessionCookie)
  if (isSafe(request)) return cookie
  const isOwn = isOwnSite(request)
  // A form of another site could fill a basket or sign somebody in, even where no session is.
  if (isOwn === false || (isOwn === null && cookie !== null)) throw foreignSite()
  return cookie
}

/** A header that is there and is no bearer token must not pass as an anonymous request. */
function bearer(header: string): string {
  const token = /^Bearer +([^\s,]+)$/i.exec(header)?.[1]
  if (token !== undefined) return token
  const message = 'Send the token as `Authorization: Bearer <token>`.'
  throw new Fault({ kind: 'unauthenticated', code: 'token_refused', message })
}

/** Source RFC 6265 section 5.4; of several cookies of one name the first counts. */
export function readCookie(request: HttpRequest, name: string): string | null {
  for (const pair of (request.headers['cookie'] ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null
  }
  return null
}

/** Whether a method only reads. Source RFC 9110 section 9.2.1 */
function isSafe({ method }: HttpRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/**
 * Whether a page of this site sent the request; null where nothing says so, as from a program.
 * Source Fetch Metadata (W3C), and the Origin header (RFC 6454) for browsers without it.
 */
function isOwnSite({ headers }: HttpRequest): boolean | null {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = headers['origin']
  if (origin === undefined) return null
  return URL.canParse(origin) && new URL(origin).host === headers['host']
}

function foreignSite(): Fault {
  const message = 'A form of another site may not act for you here; open the page again.'
  return new Fault({ kind: 'forbidden', code: 'cross_site', message })
}

// Control characters, which no database keeps as text.
const unprintable = /[\u0000-\u001f\u007f]/

/** A key that cannot be kept must not be left out: the command would be executed as if nobody had asked for one. */
function idempotencyKeyOf(request: HttpRequest, { clock, ids }: Entering): string | null {
  const sent = request.headers['idempotency-key']
  if (sent === undefined) return null
  const { idempotencyKey } = decodeContext({ [headerNames.idempotencyKey]: sent }, clock, ids)
  if (idempotencyKey !== null && !unprintable.test(idempotencyKey)) return idempotencyKey
  const message = `An Idempotency-Key is 1 to ${idempotencyKeyCharactersMax} printable characters.`
  throw new Fault({ kind: 'invalid', code: 'idempotency_key_refused', message })
}
