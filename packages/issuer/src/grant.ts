/** Writes what was granted into an access token. The only place where the issuer signs one. Source RFC 9068 section 2 */
import { createSigner, type IssuedToken, type SigningKey, toScopeText } from '@atoll/identity'
import type { Clock, Ids } from '@atoll/pipeline'

/** On whose behalf a token is wished for, believed. */
export interface Subject {
  readonly subject: string
  readonly scopes: readonly string[]
  readonly actors: readonly string[]
  /** Units: milliseconds since 1970. */
  readonly expiresAt: number
}

/** What is to be written into a token. */
export interface Grant extends Subject {
  readonly audience: string
  readonly clientId: string
  readonly lifeMs: number
}

/** Makes what writes tokens with whatever key signs at the moment. */
export function createWriter(parts: {
  readonly issuer: string
  readonly clock: Clock
  readonly ids: Ids
  readonly signing: () => SigningKey
}): (grant: Grant) => IssuedToken {
  const { issuer, clock, ids, signing } = parts
  let key = signing()
  let sign = createSigner(key, 'at+jwt')
  return (grant) => {
    const { subject, scopes, audience, clientId, lifeMs } = grant
    if (key !== signing()) {
      key = signing()
      sign = createSigner(key, 'at+jwt')
    }
    const iat = Math.floor(clock.now() / 1000)
    const exp = Math.min(iat + Math.floor(lifeMs / 1000), Math.floor(grant.expiresAt / 1000))
    const act = toAct(grant.actors)
    const names = { iss: issuer, sub: subject, aud: audience, client_id: clientId, act }
    const scope = toScopeText(scopes)
    return { token: sign({ ...names, scope, jti: ids.uuid(), iat, exp }), expiresAt: exp * 1000 }
  }
}

/** The latest actor outside, the one before inside it. Source RFC 8693 section 4.1 */
function toAct(actors: readonly string[]): unknown {
  return actors.reduceRight<unknown>(
    (before, sub) => (before === undefined ? { sub } : { sub, act: before }),
    undefined,
  )
}
