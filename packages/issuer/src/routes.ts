/**
 * The issuer over HTTP: the token endpoint, its public keys, the public keys of services, and what says where these
 * are. The embedding code puts them into a listener; nobody else's requests come here.
 */

import type { HttpResponse, HttpRoute } from '@atoll/http'
import type { IssuedToken, JwkSet } from '@atoll/identity'
import type { Issuer } from './issuer.ts'
import { toOAuthError } from './oauth-error.ts'
import { grantTypes, parseTokenRequest, tokenTypes, type Wish } from './token-request.ts'

/** The routes of an issuer. `url` is where others reach it, if that is not its name. */
export function issuerRoutes(issuer: Issuer, url: string = issuer.issuer): readonly HttpRoute[] {
  const metadata = () => answer(200, toMetadata(issuer, url), cachedBy(issuer))
  return [
    { method: 'POST', path: '/token', handle: (request) => answerToken(issuer, request.body) },
    { method: 'GET', path: '/jwks', handle: async () => answerKeys(issuer, issuer.keys()) },
    {
      method: 'GET',
      path: '/services/jwks',
      handle: async () => answerKeys(issuer, issuer.clientKeys()),
    },
    {
      method: 'GET',
      path: '/.well-known/oauth-authorization-server',
      handle: async () => metadata(),
    },
  ]
}

/** How long others may keep the keys: half of what verifiers count as fresh. */
function cachedBy({ keysFreshMs }: Issuer) {
  return { 'cache-control': `public, max-age=${Math.floor(keysFreshMs / 2000)}` }
}

const neverCached = { 'cache-control': 'no-store', pragma: 'no-cache' }

function answer(status: number, json: unknown, headers: Record<string, string>): HttpResponse {
  return { status, headers, body: { json } }
}

function answerKeys(issuer: Issuer, keys: JwkSet): HttpResponse {
  return answer(200, keys, cachedBy(issuer))
}

async function answerToken(issuer: Issuer, form: unknown): Promise<HttpResponse> {
  try {
    const { wish, assertion } = parseTokenRequest(form)
    const clientId = await issuer.authenticateClient(assertion)
    const { token, expiresAt } = await grant(issuer, clientId, wish)
    const remainingMs = expiresAt - issuer.clock.now()
    const json = {
      access_token: token,
      issued_token_type: tokenTypes.access,
      token_type: 'Bearer',
      expires_in: Math.max(0, Math.floor(remainingMs / 1000)),
    }
    return answer(200, json, neverCached)
  } catch (thrown) {
    const { status, json } = toOAuthError(thrown)
    return answer(status, json, neverCached)
  }
}

function grant(issuer: Issuer, clientId: string, wish: Wish): Promise<IssuedToken> {
  if (wish.grant === 'exchange') return issuer.exchange({ ...wish, clientId })
  if (wish.grant === 'session') return issuer.issueSession({ ...wish, clientId })
  return issuer.clientCredentials({ clientId })
}

/** Source RFC 8414 */
function toMetadata(issuer: Issuer, url: string): unknown {
  return {
    issuer: issuer.issuer,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: [],
    grant_types_supported: Object.values(grantTypes),
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['EdDSA'],
  }
}
