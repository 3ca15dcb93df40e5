/**
 * Whom a subject token stands for. An access token counts only in the hands of the client it is addressed to; the
 * attestation of an event counts in the hands of a client that uses the service which emitted it.
 */
import {
  createAttestationVerifier,
  createVerifier,
  type KeySource,
  refused,
  typeOf,
  type Verifier,
} from '@atoll/identity'
import type { Clock } from '@atoll/pipeline'
import { decodeJwt } from 'jose'
import type { Client, Clients } from './client.ts'
import type { Subject } from './grant.ts'

/** What it needs to believe. */
export interface BeliefOptions {
  readonly issuer: string
  readonly clock: Clock
  readonly clients: Clients
  readonly keys: KeySource
  readonly clientKeys: KeySource
  /** Units: milliseconds. */
  readonly tokenMsMax: number
  /** Units: milliseconds. */
  readonly attestationMsMax: number
}

/**
 * Makes what reads subject tokens for a client.
 * Faults: unauthenticated `token_*`, `attestation_*`
 */
export function createBelief(
  options: BeliefOptions,
): (client: Client, subjectToken: string) => Promise<Subject> {
  const { issuer, clock, clients, keys, clientKeys, tokenMsMax } = options
  const attestations = createAttestationVerifier({
    keys: clientKeys,
    clock,
    ageMsMax: options.attestationMsMax,
  })
  // As many as there are clients.
  const verifiers = new Map<string, Verifier>()
  const verifierFor = (audience: string): Verifier => {
    const known = verifiers.get(audience)
    if (known !== undefined) return known
    const fresh = createVerifier({ issuer, audience, keys, clock, tokenMsMax })
    verifiers.set(audience, fresh)
    return fresh
  }
  return async (client, subjectToken) => {
    if (typeOf(subjectToken) !== 'atoll-event+jwt')
      return verifierFor(clients.audienceOf(client))(subjectToken)
    const { iss = '', jti: messageId = '', event } = readClaims(subjectToken)
    if (iss !== client.id && !client.uses.includes(iss)) throw refused('attestation')
    const from = { emitter: iss, messageId, event: typeof event === 'string' ? event : '' }
    const principal = await attestations.verify(subjectToken, from)
    return { ...principal, actors: [iss], expiresAt: Number.POSITIVE_INFINITY }
  }
}

/** Only to learn whose key to ask; verification reads them again. What is unreadable is refused there. */
function readClaims(attestation: string): ReturnType<typeof decodeJwt> {
  try {
    return decodeJwt(attestation)
  } catch {
    return {}
  }
}
