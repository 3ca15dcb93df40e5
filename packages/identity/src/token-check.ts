/**
 * Asks for an access token before a route of a service that knows nothing else of Atoll, as middleware of Node's own
 * requests: Express and Nest take it as it is, Fastify in a hook. It believes the issuers that such services have:
 * Keycloak, Spring's authorization server and others of their kind, and ours.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { toStatus } from '@atoll/contract'
import { openHttpPool } from '@atoll/http/client'
import {
  type Clock,
  decodeCredential,
  Fault,
  type Log,
  systemClock,
  toWireFault,
  warningLog,
} from '@atoll/pipeline'
import { missing, refused, scopeMissing } from './faults.ts'
import { createIssuerKeys } from './issuer-keys.ts'
import { type Claims, type Expectation, verifyJwt } from './jwt.ts'
import { isName } from './name.ts'
import { parseScopes } from './scopes.ts'

/** Whom is believed. */
export interface TokenCheckSettings {
  /** Who must have issued a token, as it writes itself. Shape: `https://id.example.com/realms/shop`. */
  readonly issuer: string
  /** Whom a token must be for: this service, among others. */
  readonly audience: string
  /** Where the issuer's keys are, if it does not say so itself. */
  readonly keysUrl?: string
  /** The longest life a token may have. Units: milliseconds; a day if left out. */
  readonly tokenMsMax?: number
  readonly log?: Log
  readonly clock?: Clock
}

/** Who asks. */
export interface Caller {
  readonly subject: string
  readonly scopes: readonly string[]
  /** Everything that the token says. */
  readonly claims: Claims
}

/** Lets a request pass or answers it. */
type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** A check at work. Disposing closes its connections. */
export interface TokenCheck extends AsyncDisposable {
  /** Middleware that passes on only those whose token carries every one of these scopes. */
  require(...scopes: readonly string[]): Middleware
  /** Who was passed on. Faults: a TypeError for a request that was not checked. */
  callerOf(request: IncomingMessage): Caller
  /** Faults: unauthenticated `token_refused`, `token_expired`; unavailable `identity_unavailable`. */
  verify(token: string): Promise<Caller>
}

/** Auth0's own, the longest that is usual. Units: milliseconds. */
const tokenMsMaxDefault = 86_400_000
/** What is asked of keys and documents. Units: bytes. */
const bodyBytesMax = 1_048_576

/** Makes a check; keys are fetched with the first token. Faults: a TypeError for an address that is none. */
export function openTokenCheck(settings: TokenCheckSettings): TokenCheck {
  const { issuer, audience, keysUrl = null, clock = systemClock, log = warningLog } = settings
  const pool = openHttpPool({ clock, bodyBytesMax })
  const expected: Expectation = {
    evidence: 'token',
    typ: null,
    owner: null,
    ageMsMax: settings.tokenMsMax ?? tokenMsMaxDefault,
    requires: ['exp', 'iat', 'sub', 'aud', 'iss'],
    issuer,
    audience,
    keys: createIssuerKeys({ issuer, keysUrl, pool, clock, log }),
    clock,
  }
  const callers = new WeakMap<IncomingMessage, Caller>()
  const verify = async (token: string) => toCaller(await verifyJwt(token, expected))
  const admit = async (request: IncomingMessage, scopes: readonly string[]) => {
    const token = decodeCredential(request.headers.authorization)
    if (token === null) throw missing()
    const caller = await verify(token)
    if (!scopes.every((scope) => caller.scopes.includes(scope))) throw scopeMissing(scopes)
    callers.set(request, caller)
  }
  return {
    verify,
    require: (...scopes) => {
      return (request, response, next) => {
        admit(request, scopes).then(
          () => next(),
          (thrown: unknown) => refuse(response, Fault.from(thrown)),
        )
      }
    },
    callerOf(request) {
      const caller = callers.get(request)
      if (caller !== undefined) return caller
      throw new TypeError('nobody asked for a token before this route')
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}

function toCaller(claims: Claims): Caller {
  const { sub: subject, typ, cnf } = claims
  // A token that belongs to a key, shown without the proof of it, may be stolen; Keycloak writes what a token is into it.
  if (cnf !== undefined || (typ !== undefined && typ !== 'Bearer')) throw refused('token')
  const scopes = scopesOf(claims)
  if (!isName(subject) || scopes === null) throw refused('token')
  return Object.freeze({ subject, scopes, claims })
}

/** One text, as RFC 9068 has it, or a list, as Spring's server writes it; some call it `scp`. */
function scopesOf({ scope, scp }: Claims): readonly string[] | null {
  const said = scope ?? scp
  return parseScopes(Array.isArray(said) ? said.join(' ') : said)
}

/** Source RFC 9457 for the body, RFC 6750 section 3 for the header. */
function refuse(response: ServerResponse, fault: Fault): void {
  const { code, message: detail, retryAfterMs } = toWireFault(fault, null)
  const status = toStatus(fault.kind)
  response.statusCode = status
  response.setHeader('content-type', 'application/problem+json')
  const challenge = challenges.get(fault.code) ?? (status === 401 ? 'error="invalid_token"' : null)
  if (challenge !== null) response.setHeader('www-authenticate', `Bearer ${challenge}`.trimEnd())
  if (retryAfterMs !== null) response.setHeader('retry-after', Math.ceil(retryAfterMs / 1000))
  response.end(JSON.stringify({ type: 'about:blank', status, code, detail }))
}

const challenges: ReadonlyMap<string, string> = new Map([
  ['token_missing', ''],
  ['scope_missing', 'error="insufficient_scope"'],
])
