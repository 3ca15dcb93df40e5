/**
 * How a service proves to the issuer that it is itself: a statement signed with its own key, good for a minute and for
 * one use. Source RFC 7523 section 3, with the issuer's name as the only audience and a type of its own, so that no
 * other thing a service signs can serve as one.
 */
import { createSigner, type KeySource, type SigningKey, typeOf, verifyJwt } from '@atoll/identity'
import { type Clock, Fault, type Ids } from '@atoll/pipeline'
import { decodeJwt } from 'jose'
import { busy, clientRefused } from './faults.ts'

/** How long an assertion is good. Units: milliseconds. */
export const assertionMsMax = 60_000
/** The most assertions that are remembered as used. */
const assertionsMax = 100_000

/** Makes what signs assertions of one client. */
export function createAssertions(options: {
  readonly issuer: string
  readonly clientId: string
  readonly key: SigningKey
  readonly clock: Clock
  readonly ids: Ids
}): () => string {
  const { issuer, clientId, key, clock, ids } = options
  const sign = createSigner(key, 'client-authentication+jwt')
  return () => {
    const iat = Math.floor(clock.now() / 1000)
    const exp = iat + assertionMsMax / 1000
    return sign({ iss: clientId, sub: clientId, aud: issuer, jti: ids.uuid(), iat, exp })
  }
}

/**
 * Makes what believes assertions, each once, and answers with the client's id.
 * Faults: internal `client_refused`; unavailable `issuer_busy`, while too many are remembered
 */
export function createAssertionVerifier(options: {
  readonly issuer: string
  readonly keys: KeySource
  readonly clock: Clock
  readonly entriesMax?: number
}): (assertion: string) => Promise<string> {
  const { issuer, keys, clock, entriesMax = assertionsMax } = options
  const used = new Map<string, number>()
  const use = (id: string, until: number) => {
    for (const [old, end] of used) {
      if (end > clock.now()) break
      used.delete(old)
    }
    if (used.has(id)) throw clientRefused()
    if (used.size >= entriesMax) throw busy()
    used.set(id, until)
  }
  return async (assertion) => {
    const clientId = claimedBy(assertion)
    try {
      const { jti, exp, sub } = await verifyJwt(assertion, {
        evidence: 'assertion',
        typ: 'client-authentication+jwt',
        owner: clientId,
        issuer: clientId,
        audience: issuer,
        ageMsMax: assertionMsMax,
        requires: ['exp', 'iat', 'sub', 'jti'],
        keys,
        clock,
      })
      if (sub !== clientId || typeof jti !== 'string' || jti.length > 128) throw clientRefused()
      use(`${clientId} ${jti}`, Number(exp) * 1000)
      return clientId
    } catch (thrown) {
      const fault = Fault.from(thrown)
      throw fault.kind === 'unauthenticated' ? clientRefused(fault) : fault
    }
  }
}

/** The client that an assertion says it is from, not believed yet. */
function claimedBy(assertion: string): string {
  if (typeOf(assertion) === null) throw clientRefused()
  try {
    return decodeJwt(assertion).iss ?? ''
  } catch (cause) {
    throw clientRefused(cause)
  }
}
