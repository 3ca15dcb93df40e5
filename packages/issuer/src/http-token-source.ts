/**
 * The issuer in another process: asks it for tokens as one client, and loads its keys. Used by a service or gateway that
 * runs by itself. It repeats nothing; the steps around it do.
 */

import type { HttpPool } from '@atoll/http'
import { createRemoteKeys, type KeySource, parseObject, type SigningKey } from '@atoll/identity'
import { type Clock, Fault, type Ids, type Log } from '@atoll/pipeline'
import { createAssertions } from './assertion.ts'
import { fromOAuthError } from './oauth-error.ts'
import type { ServiceTokens } from './service-tokens.ts'
import { encodeTokenRequest, type Wish } from './token-request.ts'

/** How long the issuer may take. Units: milliseconds. */
const timeoutMs = 5000

/** What a client needs to ask over HTTP. */
export interface HttpTokenSourceOptions {
  /** Where the issuer is reached. */
  readonly url: string
  /** Its name, as tokens say it; the url if left out. */
  readonly issuer?: string
  readonly clientId: string
  /** The client's own key, the same that signs its attestations. */
  readonly key: SigningKey
  readonly pool: HttpPool
  readonly clock: Clock
  readonly ids: Ids
}

/** Asks an issuer over HTTP, proving each time who asks. */
export function createHttpTokenSource(options: HttpTokenSourceOptions): ServiceTokens {
  const { url, issuer = url, clientId, key, pool, clock, ids } = options
  const assert = createAssertions({ issuer, clientId, key, clock, ids })
  const { origin, pathname } = new URL(url)
  const path = `${pathname.replace(/\/$/, '')}/token`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const ask = async (wish: Wish) => {
    const body = encodeTokenRequest({ wish, assertion: assert() })
    // Counted from before the request, so that a slow answer makes the life shorter and never longer.
    const askedAt = clock.now()
    const reply = await pool.request(origin, { method: 'POST', path, headers, body }, { timeoutMs })
    const json = parseBody(reply.body)
    const { access_token: token, expires_in: lifeSeconds } = json
    if (reply.status !== 200 || typeof token !== 'string' || typeof lifeSeconds !== 'number')
      throw fromOAuthError(reply.status, json)
    return { token, expiresAt: askedAt + lifeSeconds * 1000 }
  }
  return {
    exchange: (request) => ask({ grant: 'exchange', ...request }).catch(asRefused),
    own: () => ask({ grant: 'own' }).catch(asRefused),
    signIn: (person) => ask({ grant: 'session', ...person }).catch(asRefused),
  }
}

/** Loads public keys from one pinned place: `<url>/jwks` for tokens, `<url>/services/jwks` for attestations. */
export function createHttpKeys(options: {
  readonly url: string
  readonly pool: HttpPool
  readonly clock: Clock
  readonly log?: Log
  /** How long keys count as fresh, if not as long as usual. Units: milliseconds. */
  readonly freshMs?: number
}): KeySource {
  const { origin, pathname } = new URL(options.url)
  const load = async () => {
    const call = { method: 'GET', path: pathname, body: null } as const
    const { status, body } = await options.pool.request(origin, call, { timeoutMs })
    if (status !== 200) throw new Error(`${options.url} answered with status ${status}`)
    return parseObject(body.toString('utf8'))
  }
  return createRemoteKeys({ ...options, load })
}

function parseBody(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return parseObject(body.toString('utf8'))
  } catch {
    return {}
  }
}

/** A token that was asked for and did not arrive changed nothing: the call it was for was not executed. */
function asRefused(thrown: unknown): never {
  const { kind, code, message, retryAfterMs } = Fault.from(thrown)
  const wait = retryAfterMs === null ? {} : { retryAfterMs }
  throw new Fault({ kind, code, message, executed: 'no', cause: thrown, ...wait })
}
