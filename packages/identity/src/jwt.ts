/**
 * Reads signed tokens of every type: access tokens, attestations, client assertions. What costs nothing is checked
 * first; then the key is found, then jose verifies. The header may say three things and nothing else, so `crit`, `b64`,
 * `jwk`, `jku`, `x5u` and whatever is invented next are refused without a list of them.
 */
import { type Clock, isFault } from '@atoll/pipeline'
import { errors, type JWTVerifyOptions, jwtVerify } from 'jose'
import { type Evidence, expired, refused } from './faults.ts'
import { parseObject } from './json.ts'
import { type KeySource, kidForm, type PublicKey } from './key-source.ts'
import type { TokenType } from './sign.ts'

/** The longest token that is looked at. Units: characters. */
export const tokenCharactersMax = 8192
/** How far another machine's clock may run ahead of ours. Ours alone decides what has expired. Units: milliseconds. */
export const clockSkewMs = 5000

/** What a token must be to be believed. */
export interface Expectation {
  readonly evidence: Evidence
  /** Null for what another company's issuer writes: `JWT`, `at+jwt` or nothing, for one audience or several. */
  readonly typ: TokenType | null
  readonly keys: KeySource
  /** Whose key must have signed: a service, or null for the issuer. */
  readonly owner: string | null
  readonly issuer: string
  /** The one audience it must name; null for a token that names none. */
  readonly audience: string | null
  /** The longest time since it was issued, and the longest life it may claim; null for no limit. Units: milliseconds. */
  readonly ageMsMax: number | null
  readonly requires: readonly string[]
  readonly clock: Clock
}

/** The claims of a believed token. */
export type Claims = Readonly<Record<string, unknown>>

const form = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

/**
 * Believes a token or refuses it.
 * Faults: unauthenticated `<evidence>_refused` or `<evidence>_expired`; unavailable while keys cannot be had.
 */
export async function verifyJwt(token: string, expected: Expectation): Promise<Claims> {
  const { evidence } = expected
  if (token.length > tokenCharactersMax || !form.test(token) || !isWrittenOnce(token))
    throw refused(evidence)
  try {
    const key = await findKey(token, expected)
    await jwtVerify(token, key.key, toOptions(expected, key))
    const claims = parsePart(token, 1)
    checkTimes(claims, expected)
    // Of one for several jose has seen that ours is among them.
    if (expected.typ !== null) checkAudience(claims, expected.audience)
    return claims
  } catch (thrown) {
    if (isFault(thrown)) throw thrown
    throw thrown instanceof errors.JWTExpired
      ? expired(evidence, thrown)
      : refused(evidence, thrown)
  }
}

/**
 * The last character of a signature has bits that decode to nothing. A token with others there would be believed as
 * well, and so be several texts; header and payload are signed as text and have only one.
 * Source RFC 4648 section 3.5
 */
function isWrittenOnce(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1)
  return Buffer.from(signature, 'base64url').toString('base64url') === signature
}

/** The type that a token claims, unverified: only to choose how to verify it. */
export function typeOf(token: string): string | null {
  if (token.length > tokenCharactersMax || !form.test(token)) return null
  try {
    const { typ } = parsePart(token, 0)
    return typeof typ === 'string' ? typ : null
  } catch {
    return null
  }
}

const headerNames: ReadonlySet<string> = new Set(['alg', 'typ', 'kid'])
/** What others write beside: a certificate's digest, which names no key here and is passed over. */
const foreignNames: ReadonlySet<string> = new Set([...headerNames, 'x5t', 'x5t#S256'])
/** Source RFC 7515 section 4.1.9: compared without case. */
const foreignTypes: readonly unknown[] = [undefined, 'jwt', 'at+jwt', 'application/at+jwt']

async function findKey(token: string, expected: Expectation): Promise<PublicKey> {
  const header = parsePart(token, 0)
  const { kid, typ } = header
  const names = expected.typ === null ? foreignNames : headerNames
  const known = Object.keys(header).every((name) => names.has(name))
  const type = typeof typ === 'string' ? typ.toLowerCase() : typ
  if (expected.typ === null && !foreignTypes.includes(type)) throw refused(expected.evidence)
  if (!known || typeof kid !== 'string' || !kidForm.test(kid)) throw refused(expected.evidence)
  const key = await expected.keys.find(kid)
  if (key === null || key.owner !== expected.owner) throw refused(expected.evidence)
  return key
}

function toOptions(expected: Expectation, key: PublicKey): JWTVerifyOptions {
  const { typ, issuer, audience, requires, clock, ageMsMax } = expected
  return {
    // The key says which algorithm it is for; the header has no say.
    algorithms: [key.algorithm],
    ...(typ === null ? {} : { typ }),
    issuer,
    requiredClaims: [...requires],
    currentDate: new Date(clock.now()),
    clockTolerance: clockSkewMs / 1000,
    ...(audience === null ? {} : { audience }),
    ...(ageMsMax === null ? {} : { maxTokenAge: ageMsMax / 1000 }),
  }
}

/** What jose leaves open: skew never lengthens a life, and nobody may claim a longer one than is asked for. */
function checkTimes(claims: Claims, { evidence, clock, ageMsMax }: Expectation): void {
  const { exp, iat } = claims
  if (typeof exp !== 'number') return
  if (exp * 1000 <= clock.now()) throw expired(evidence)
  if (ageMsMax !== null && (typeof iat !== 'number' || (exp - iat) * 1000 > ageMsMax))
    throw refused(evidence)
}

/** jose is content if the audience is one of several; a token for two services could be replayed between them. */
function checkAudience(claims: Claims, audience: string | null): void {
  const { aud } = claims
  if (audience === null ? aud === undefined : aud === audience) return
  if (Array.isArray(aud) && aud.length === 1 && aud[0] === audience) return
  throw new errors.JWTClaimValidationFailed('one audience', {}, 'aud')
}

function parsePart(token: string, index: 0 | 1): Claims {
  const text = Buffer.from(token.split('.', 2)[index] ?? '', 'base64url').toString('utf8')
  return parseObject(text)
}
