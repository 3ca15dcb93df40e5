/**
 * The port to whoever gives tokens. A service asks it for a token that its callee will take, in exchange for the
 * credential it was given itself; the credential never travels further.
 */

/** A token and its end. */
export interface IssuedToken {
  readonly token: string
  /** Units: milliseconds since 1970. */
  readonly expiresAt: number
}

/** A wish for a token that another service takes. */
export interface ExchangeRequest {
  /** An access token addressed to the asker, or the attestation of an event it received; its `typ` says which. */
  readonly subjectToken: string
  /** The service that is to be called. */
  readonly audience: string
  /** Fewer scopes than the subject token carries; all that the audience accepts if left out. */
  readonly scopes?: readonly string[]
}

/** Where tokens come from. */
export interface TokenSource {
  /**
   * Gives a token for the audience, for at most five minutes and never longer than the subject token.
   * Faults: unauthenticated, for a subject token that is not believed; forbidden, for an audience that the asker does
   * not use or scopes that the subject does not have; unavailable.
   */
  exchange(request: ExchangeRequest): Promise<IssuedToken>
}
