/**
 * Who caused an event. The emitting service signs subject, scopes and message id with its own key when the event is
 * emitted; the consumer verifies it before the handler runs. An attestation has no end, since an event may be handled
 * days later, and so it is bound to one message of one service and is never taken for an access token.
 */
import type { Clock, Principal } from '@atoll/pipeline'
import { refused } from './faults.ts'
import { verifyJwt } from './jwt.ts'
import type { SigningKey } from './key.ts'
import type { KeySource } from './key-source.ts'
import { isName } from './name.ts'
import { parseScopes, toScopeText } from './scopes.ts'
import { createSigner } from './sign.ts'

/** What an attestation is made about. */
export interface Attested {
  readonly principal: Principal
  /** The id of the one message it belongs to. */
  readonly messageId: string
  /** The name of the event within its contract. */
  readonly event: string
}

/** Signs for one service. */
export interface Attestor {
  /** Writes who caused an event. About 50 µs, at once. */
  attest(attested: Attested): Promise<string>
}

/** Makes the attestor of a service. `key` must be owned by that service. */
export function createAttestor(options: {
  readonly service: string
  readonly key: SigningKey
  readonly clock: Clock
}): Attestor {
  const { service, key, clock } = options
  if (key.publicJwk.owner !== service)
    throw new TypeError(`the key ${key.kid} is not one of ${service}`)
  const sign = createSigner(key, 'atoll-event+jwt')
  return {
    attest: async ({ principal, messageId, event }) =>
      sign({
        iss: service,
        sub: principal.subject,
        scope: toScopeText(principal.scopes),
        jti: messageId,
        event,
        iat: Math.floor(clock.now() / 1000),
      }),
  }
}

/** The message that an attestation must belong to. */
export interface AttestedMessage {
  readonly messageId: string
  /** The service whose event it is. */
  readonly emitter: string
  readonly event: string
}

/** Believes attestations. */
export interface AttestationVerifier {
  /** Faults: unauthenticated `attestation_refused`; unavailable while the services' keys cannot be had. */
  verify(attestation: string, message: AttestedMessage): Promise<Principal>
}

/** Makes what believes attestations. `keys` holds the services' keys, each with its owner. */
export function createAttestationVerifier(options: {
  readonly keys: KeySource
  readonly clock: Clock
  /** How old one may be; without limit if left out. Units: milliseconds. */
  readonly ageMsMax?: number
}): AttestationVerifier {
  const { keys, clock, ageMsMax = null } = options
  return {
    async verify(attestation, { messageId, emitter, event }) {
      const claims = await verifyJwt(attestation, {
        evidence: 'attestation',
        typ: 'atoll-event+jwt',
        owner: emitter,
        issuer: emitter,
        audience: null,
        requires: ['iss', 'sub', 'jti', 'iat'],
        keys,
        clock,
        ageMsMax,
      })
      const { sub, jti, scope } = claims
      const scopes = parseScopes(scope)
      const bound = jti === messageId && claims['event'] === event
      if (!bound || !isName(sub) || scopes === null) throw refused('attestation')
      return { subject: sub, scopes }
    },
  }
}
