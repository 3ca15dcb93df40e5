/**
 * The form of a token request, written by clients and read by the endpoint, so that the two cannot drift apart. What is
 * unknown is passed over, as OAuth asks; what would change the meaning and is not offered is refused.
 * Source RFC 6749 section 3.2, RFC 8693 section 2.1, RFC 7523 section 2.2
 */
import { type ExchangeRequest, parseScopes, toScopeText, typeOf } from '@atoll/identity'
import { grantUnknown, requestMalformed } from './faults.ts'
import type { Person } from './service-tokens.ts'

/** The kinds of grant that are offered. The session is ours; the others are the standards'. */
export const grantTypes = {
  exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
  own: 'client_credentials',
  session: 'urn:atoll:oauth:grant-type:session',
} as const

/** The kinds of token that are named in requests and answers. */
export const tokenTypes = {
  access: 'urn:ietf:params:oauth:token-type:access_token',
  attestation: 'urn:atoll:oauth:token-type:event-attestation',
} as const

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** What a client wishes for. */
export type Wish =
  | ({ readonly grant: 'exchange' } & ExchangeRequest)
  | ({ readonly grant: 'session' } & Person)
  | { readonly grant: 'own' }

/** A wish with the proof of who wishes. */
export interface TokenRequest {
  readonly wish: Wish
  readonly assertion: string
}

/** Writes a request as a form. */
export function encodeTokenRequest({ wish, assertion }: TokenRequest): string {
  const proof = { client_assertion_type: assertionType, client_assertion: assertion }
  return new URLSearchParams({ ...encodeWish(wish), ...proof }).toString()
}

function encodeWish(wish: Wish): Record<string, string> {
  const grant_type = grantTypes[wish.grant]
  if (wish.grant === 'own') return { grant_type }
  const scope = wish.scopes === undefined ? {} : { scope: toScopeText(wish.scopes) }
  if (wish.grant === 'session') return { grant_type, subject: wish.subject, ...scope }
  const { subjectToken: subject_token, audience } = wish
  return {
    grant_type,
    subject_token,
    subject_token_type: kindOf(subject_token),
    audience,
    ...scope,
  }
}

function kindOf(subjectToken: string): string {
  return typeOf(subjectToken) === 'atoll-event+jwt' ? tokenTypes.attestation : tokenTypes.access
}

/** Reads a form. Faults: invalid `token_request_malformed`, unimplemented `grant_unknown` */
export function parseTokenRequest(form: unknown): TokenRequest {
  const text = createReader(form)
  if (text('client_assertion_type') !== assertionType)
    throw requestMalformed('clients show a client_assertion of type jwt-bearer')
  return { wish: parseWish(text), assertion: text('client_assertion') }
}

type Read = (name: string) => string

/** A field that is left out reads as the empty text, as RFC 6749 section 3.2 has it; one given twice is refused. */
function createReader(form: unknown): Read {
  if (typeof form !== 'object' || form === null) throw requestMalformed('it is no form')
  const fields = form as Readonly<Record<string, unknown>>
  return (name) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : ''
    if (typeof value !== 'string') throw requestMalformed(`${name} stands more than once`)
    return value
  }
}

function parseWish(text: Read): Wish {
  const grantType = text('grant_type')
  if (grantType === grantTypes.own) return { grant: 'own' }
  if (grantType === grantTypes.session)
    return { grant: 'session', subject: text('subject'), scopes: toScopes(text('scope')) }
  if (grantType !== grantTypes.exchange) throw grantUnknown()
  return parseExchange(text)
}

function parseExchange(text: Read): Wish {
  const subjectToken = text('subject_token')
  const audience = text('audience')
  const requested = text('requested_token_type')
  if (subjectToken === '' || audience === '')
    throw requestMalformed('an exchange needs subject_token and audience')
  if (text('subject_token_type') !== kindOf(subjectToken))
    throw requestMalformed('subject_token_type is not that of the subject_token')
  if (requested !== '' && requested !== tokenTypes.access)
    throw requestMalformed('only access tokens are given')
  if (text('actor_token') !== '' || text('resource') !== '')
    throw requestMalformed('actor_token and resource are not offered; the client itself acts')
  const scope = text('scope')
  const wish = { grant: 'exchange', subjectToken, audience } as const
  return scope === '' ? wish : { ...wish, scopes: toScopes(scope) }
}

function toScopes(text: string): readonly string[] {
  const scopes = parseScopes(text)
  if (scopes === null) throw requestMalformed('scope is no list of scopes')
  return scopes
}
