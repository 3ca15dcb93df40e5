/**
 * Hop 1: an HTTP request becomes a call. What a stranger writes beside it is not believed: of all headers only the
 * credential, the idempotency key and the place to resume a stream from are taken; trace and deadline begin here.
 */
import { type Access, type Operation, query, type Schema } from '@atoll/contract'
import type { HttpRequest } from '@atoll/http'
import {
  type Call,
  type Clock,
  type Context,
  decodeContext,
  Fault,
  headerNames,
  type Ids,
} from '@atoll/pipeline'

/** The cookie in which a browser keeps its token. */
export const sessionCookie = 'session'
/** How long a request may take, all hops together. Units: milliseconds. */
export const requestMsMax = 10_000
/** How long a stream may last before its reader has to resume. Units: milliseconds. */
export const streamMsMax = 3_600_000

/** What entering is made of. */
export interface Entering {
  readonly gateway: string
  readonly clock: Clock
  readonly ids: Ids
}

/** Makes the call that a request means. */
export function enter(request: HttpRequest, operation: Operation, parts: Entering): Call {
  const { clock, ids, gateway } = parts
  const taken = {
    [headerNames.credential]: request.headers['authorization'],
    [headerNames.idempotencyKey]: request.headers['idempotency-key'],
  }
  const context: Context = {
    ...decodeContext(taken, clock, ids),
    credential: credentialOf(request),
    deadlineAt: clock.monotonic() + requestMsMax,
    cancellation: request.cancellation,
    caller: gateway,
  }
  return { kind: 'call', operation, input: null, context }
}

/** The token of a program stands in `Authorization`, that of a browser in a cookie that no other site may use. */
function credentialOf(request: HttpRequest): string | null {
  const header = request.headers['authorization']
  if (header !== undefined) return bearer(header)
  const cookie = readCookie(request, sessionCookie)
  if (cookie === null) return null
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameSite(request))
    throw foreignSite()
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

/** Source Fetch Metadata (W3C), and the Origin header for browsers without it. */
function isSameSite(request: HttpRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = request.headers['origin']
  if (origin === undefined) return false
  return URL.canParse(origin) && new URL(origin).host === request.headers['host']
}

function foreignSite(): Fault {
  const message = 'A form of another site may not act for you here; open the page again.'
  return new Fault({ kind: 'forbidden', code: 'cross_site', message })
}

/** A route of the gateway's own, as the operation that its border sees: checked for access, parsed by nobody. */
export function ownOperation(gateway: string, route: string, allow: Access): Operation {
  const shape = query({ input: anything, output: anything, allow })
  return { ...shape, contract: gateway, name: route, version: 1 }
}

const anything: Schema = {
  '~standard': {
    version: 1,
    vendor: 'atoll',
    validate: (value) => ({ value }),
    jsonSchema: { input: () => ({}), output: () => ({}) },
  },
}
