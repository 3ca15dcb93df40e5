/** The ways in which a token is not given. Beside these the faults of verification pass through as they are. */
import { Fault } from '@atoll/pipeline'

/** The asking service is not believed: a mistake of operation, nothing that the person who called could mend. */
export function clientRefused(cause?: unknown): Fault {
  const message = 'The issuer does not know this service or its key; compare both configurations.'
  const parts = { kind: 'internal', code: 'client_refused', executed: 'no' } as const
  return new Fault({ ...parts, message, cause })
}

/** The asking service does not use the service it wants a token for. */
export function audienceRefused(client: string, audience: string): Fault {
  const message = `'${client}' may not ask for a token for '${audience}', which is not among what it uses.`
  return new Fault({ kind: 'forbidden', code: 'audience_refused', message })
}

/** More was asked for than may be given. */
export function scopeRefused(): Fault {
  const message = 'These scopes go beyond those that may be given here.'
  return new Fault({ kind: 'forbidden', code: 'scope_refused', message })
}

/** The asking service may not have this kind of token. */
export function grantRefused(): Fault {
  const message = 'This service may not ask for this kind of token.'
  return new Fault({ kind: 'forbidden', code: 'grant_refused', message })
}

/** The request names a kind of grant that is not offered. */
export function grantUnknown(): Fault {
  const message = 'The issuer offers no such grant; its metadata lists those it does.'
  return new Fault({ kind: 'unimplemented', code: 'grant_unknown', message })
}

/** The request has not its form. */
export function requestMalformed(what: string): Fault {
  const message = `The token request is not well formed: ${what}.`
  return new Fault({ kind: 'invalid', code: 'token_request_malformed', message })
}

/** Too much is remembered already. */
export function busy(): Fault {
  const message = 'The issuer has too many requests to remember; try again shortly.'
  const parts = { kind: 'unavailable', code: 'issuer_busy', executed: 'no' } as const
  return new Fault({ ...parts, message, retryAfterMs: 1000 })
}
