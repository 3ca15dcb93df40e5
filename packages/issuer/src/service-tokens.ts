/**
 * How one client asks the issuer: the port that a service or gateway is given, and its form within the issuer's own
 * process. `http-token-source.ts` is the same port across processes.
 */
import type { IssuedToken, TokenSource } from '@atoll/identity'
import type { Issuer } from './issuer.ts'

/** A person that this client has recognised. */
export interface Person {
  readonly subject: string
  readonly scopes: readonly string[]
}

/** All that one client may ask of the issuer. */
export interface ServiceTokens extends TokenSource {
  /** A token addressed to the client itself, for work that it begins itself: the subject token of its calls. */
  own(): Promise<IssuedToken>
  /** A token for the system, for a person that this client has recognised. Faults: forbidden `grant_refused` */
  signIn(person: Person): Promise<IssuedToken>
}

/** Asks an issuer in the same process; the caller is trusted to be the client that it names. */
export function createLocalTokenSource(issuer: Issuer, clientId: string): ServiceTokens {
  return {
    exchange: (request) => issuer.exchange({ ...request, clientId }),
    own: () => issuer.clientCredentials({ clientId }),
    signIn: (person) => issuer.issueSession({ ...person, clientId }),
  }
}
