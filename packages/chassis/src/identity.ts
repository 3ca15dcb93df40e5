/** Everything about who asks that the borders of one service need; made by the environment, for that service alone. */
import type { AttestationVerifier, Attestor, TokenSource, Verifier } from '@atoll/identity'

/** One service's view of identity. */
export interface Identity {
  /** Believes access tokens whose audience is this service. */
  readonly verify: Verifier
  /** Gives tokens for the services that this one uses. */
  readonly tokens: TokenSource
  /** Signs this service's events. */
  readonly attestor: Attestor
  /** Believes other services' signatures on their events. */
  readonly attestations: AttestationVerifier
}
