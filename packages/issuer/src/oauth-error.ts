/**
 * Faults and the errors of OAuth, both ways. Our code travels beside the standard's word, so that a service learns the
 * same whether the issuer stands in its own process or in another. Source RFC 6749 section 5.2, RFC 8693 section 2.2.2
 */
import type { FaultKind } from '@atoll/contract'
import { Fault } from '@atoll/pipeline'

interface Meaning {
  readonly error: string
  /** Units: an HTTP status. */
  readonly status: number
  readonly kind: FaultKind
}

function meaning(error: string, status: number, kind: FaultKind): Meaning {
  return { error, status, kind }
}

const meanings: Readonly<Record<string, Meaning>> = {
  token_refused: meaning('invalid_grant', 400, 'unauthenticated'),
  token_expired: meaning('invalid_grant', 400, 'unauthenticated'),
  attestation_refused: meaning('invalid_grant', 400, 'unauthenticated'),
  attestation_expired: meaning('invalid_grant', 400, 'unauthenticated'),
  client_refused: meaning('invalid_client', 401, 'internal'),
  audience_refused: meaning('invalid_target', 400, 'forbidden'),
  scope_refused: meaning('invalid_scope', 400, 'forbidden'),
  grant_refused: meaning('unauthorized_client', 400, 'forbidden'),
  grant_unknown: meaning('unsupported_grant_type', 400, 'unimplemented'),
  token_request_malformed: meaning('invalid_request', 400, 'invalid'),
  issuer_busy: meaning('temporarily_unavailable', 503, 'unavailable'),
}

/** What the issuer itself failed at. */
const failure = meaning('server_error', 500, 'internal')

/** An error as OAuth writes it. */
export interface OAuthError {
  /** Units: an HTTP status. */
  readonly status: number
  readonly json: {
    readonly error: string
    readonly error_description: string
    readonly code: string
  }
}

/** Writes anything thrown. */
export function toOAuthError(thrown: unknown): OAuthError {
  const { code, message } = Fault.from(thrown)
  const { error, status } = meaningOf(code) ?? failure
  return { status, json: { error, error_description: message, code } }
}

/** Reads an answer that is no token; what cannot be read means that no issuer answers there. */
export function fromOAuthError(status: number, body: Readonly<Record<string, unknown>>): Fault {
  const { code, error_description: message } = body
  if (typeof code !== 'string' || typeof message !== 'string') return unreadable(status)
  const known = meaningOf(code)
  if (known === null) return unreadable(status)
  return new Fault({ kind: known.kind, code, message, executed: 'no' })
}

function meaningOf(code: string): Meaning | null {
  return Object.hasOwn(meanings, code) ? (meanings[code] ?? null) : null
}

function unreadable(status: number): Fault {
  const message = `The issuer could not give a token (status ${status}); try again shortly.`
  const parts = { kind: 'unavailable', code: 'issuer_unavailable', executed: 'no' } as const
  return new Fault({ ...parts, message, retryAfterMs: 1000 })
}
