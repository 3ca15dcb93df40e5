/**
 * The ways in which a caller is not believed. Everybody in this package refuses through these few, so that an attacker
 * learns nothing but yes or no: which check failed stays in the process, as the fault's cause.
 */
import { Fault } from '@atoll/pipeline'

/** What was shown: an access token, an event's attestation, or a client's assertion. */
export type Evidence = 'token' | 'attestation' | 'assertion'

const names: Readonly<Record<Evidence, string>> = {
  token: 'access token',
  attestation: 'attestation of this event',
  assertion: 'assertion of this client',
}

/** There is no credential where one is needed. */
export function missing(): Fault {
  const message = 'This needs a caller: sign in and send the access token as a bearer token.'
  return new Fault({ kind: 'unauthenticated', code: 'token_missing', message })
}

/** The credential is not believed. */
export function refused(evidence: Evidence, cause?: unknown): Fault {
  const message = `The ${names[evidence]} was not accepted.`
  return new Fault({ kind: 'unauthenticated', code: `${evidence}_refused`, message, cause })
}

/** The credential was good once. */
export function expired(evidence: Evidence, cause?: unknown): Fault {
  const message = `The ${names[evidence]} has expired; get a new one.`
  return new Fault({ kind: 'unauthenticated', code: `${evidence}_expired`, message, cause })
}

/** The caller is known and may not do this. */
export function scopeMissing(scopes: readonly string[]): Fault {
  const message = `This caller may not do that; it needs the scope ${scopes.join(' ')}.`
  return new Fault({ kind: 'forbidden', code: 'scope_missing', message, details: { scopes } })
}

/** Whether the caller may be believed cannot be found out now. */
export function unavailable(cause?: unknown): Fault {
  const message = 'Who is asking cannot be verified at the moment; try again shortly.'
  const parts = { kind: 'unavailable', code: 'identity_unavailable', executed: 'no' } as const
  return new Fault({ ...parts, message, retryAfterMs: 1000, cause })
}
