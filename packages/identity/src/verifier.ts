/**
 * Tells who shows an access token. Each border that calls come in through has one verifier, made for its own audience:
 * the gateway's takes the system's name only, a service's takes the service's name only. Never keeps a token, only the
 * digest of those it has just verified.
 */
import { hash } from 'node:crypto'
import type { Clock, Principal } from '@atoll/pipeline'
import { expired, refused } from './faults.ts'
import { isObject } from './json.ts'
import { type Claims, type Expectation, tokenCharactersMax, verifyJwt } from './jwt.ts'
import type { KeySource } from './key-source.ts'
import { isName } from './name.ts'
import { parseScopes } from './scopes.ts'

/** The longest life of a token for a service. Units: milliseconds. */
export const serviceTokenMsMax = 300_000
/** The longest life of a token for the system, held by a person's browser. Units: milliseconds. */
export const sessionTokenMsMax = 3_600_000

/** What a believed access token says. */
export interface VerifiedToken extends Principal {
  readonly clientId: string
  readonly tokenId: string
  /** Who acted for the subject, the latest first. Source RFC 8693 section 4.1 */
  readonly actors: readonly string[]
  /** Units: milliseconds since 1970. */
  readonly expiresAt: number
}

/** Believes an access token, or rejects with a fault of kind unauthenticated (unavailable while keys are missing). */
export type Verifier = (token: string) => Promise<VerifiedToken>

/** What a verifier needs. */
export interface VerifierOptions {
  /** Who must have issued the token. */
  readonly issuer: string
  /** Whom the token must be for, and nobody else. */
  readonly audience: string
  readonly keys: KeySource
  readonly clock: Clock
  /** The longest life a token may have. Units: milliseconds; five minutes, as services ask, if left out. */
  readonly tokenMsMax?: number
  /** How many verified tokens are remembered. */
  readonly entriesMax?: number
}

/** Verified tokens that are remembered if nobody says. */
const entriesMaxDefault = 10_000
/** A remembered token is verified anew after this, so that a withdrawn key stops counting. Units: milliseconds. */
const rememberedMsMax = 60_000
/** How many actors of a chain are written and read. */
export const actorsMax = 8

interface Remembered {
  readonly token: VerifiedToken
  readonly until: number
}

/**
 * Makes a verifier.
 * Shape  remembers up to `entriesMax` tokens by digest, each for a minute and never beyond its end
 * Source RFC 9068 section 4, RFC 8725
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { issuer, audience, keys, clock } = options
  const { tokenMsMax = serviceTokenMsMax, entriesMax = entriesMaxDefault } = options
  const expected: Expectation = {
    evidence: 'token',
    typ: 'at+jwt',
    owner: null,
    ageMsMax: tokenMsMax,
    requires: ['exp', 'iat', 'sub', 'client_id', 'jti', 'aud', 'iss'],
    issuer,
    audience,
    keys,
    clock,
  }
  const remembered = new Map<string, Remembered>()

  return async (token) => {
    if (token.length > tokenCharactersMax) throw refused('token')
    const digest = hash('sha256', token, 'base64url')
    const known = remembered.get(digest)
    if (known !== undefined && clock.now() < known.until) return known.token
    remembered.delete(digest)
    if (known !== undefined && clock.now() >= known.token.expiresAt) throw expired('token')
    const verified = toVerified(await verifyJwt(token, expected))
    if (remembered.size >= entriesMax) forgetOldest(remembered)
    const until = Math.min(verified.expiresAt, clock.now() + rememberedMsMax)
    remembered.set(digest, { token: verified, until })
    return verified
  }
}

function forgetOldest(remembered: Map<string, unknown>): void {
  for (const oldest of remembered.keys()) {
    remembered.delete(oldest)
    return
  }
}

function toVerified(claims: Claims): VerifiedToken {
  const { exp, act, scope, sub: subject, client_id: clientId, jti: tokenId } = claims
  const scopes = parseScopes(scope)
  if (!isName(subject) || !isName(clientId) || !isName(tokenId)) throw refused('token')
  if (scopes === null || typeof exp !== 'number') throw refused('token')
  const actors = toActors(act)
  return Object.freeze({ subject, scopes, clientId, tokenId, actors, expiresAt: exp * 1000 })
}

function toActors(act: unknown): readonly string[] {
  const actors: string[] = []
  for (let one = act; isObject(one) && actors.length < actorsMax; one = one['act']) {
    const { sub } = one
    if (isName(sub)) actors.push(sub)
  }
  return actors
}
