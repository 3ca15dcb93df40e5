/**
 * Where public keys are found: the port, and the keys of the own process. Verification asks for a key by its id and
 * gets it with its algorithm and its owner; nothing that stands in a token ever adds a key or a place to look.
 */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { isObject } from './json.ts'
import type { Algorithm, JwkSet } from './key.ts'

/** A key that verifies. */
export interface PublicKey {
  readonly kid: string
  readonly algorithm: Algorithm | 'RS256'
  /** The service whose key it is; null for a key of the issuer. */
  readonly owner: string | null
  readonly key: KeyObject
}

/** Where public keys are found. */
export interface KeySource {
  /** The key of this id, or null. Faults: unavailable `identity_unavailable`, while no keys can be had. */
  find(kid: string): Promise<PublicKey | null>
}

/** Public keys by their id. */
export type PublicKeys = ReadonlyMap<string, PublicKey>

/** The most keys a set may hold. */
const keysMax = 1000

/** The shortest RSA key that is believed. Units: bits. Source RFC 7518 section 3.3 */
const rsaBitsMin = 2048

/** The form of a key's id: it names nothing but an entry of a set. */
export const kidForm = /^[A-Za-z0-9_.-]{1,128}$/

/**
 * Reads a set of keys. Keys of kinds that are not believed here are passed over, as RFC 7517 section 5 asks. In a set of
 * another company's issuer RSA keys are believed too, and a key that leaves its algorithm out.
 * Faults: a TypeError for what is no set, for too many keys, for two keys of one id, and for a private key.
 */
export function parseKeys(value: unknown, isForeign = false): PublicKeys {
  const list = isObject(value) ? value['keys'] : null
  if (!Array.isArray(list)) throw new TypeError('this is no JSON Web Key Set')
  if (list.length > keysMax) throw new TypeError(`a set holds at most ${keysMax} keys`)
  const keys = new Map<string, PublicKey>()
  for (const jwk of list as readonly unknown[]) {
    const key = parseKey(jwk) ?? (isForeign ? parseForeign(jwk) : null)
    if (key === null) continue
    if (keys.has(key.kid)) throw new TypeError(`two keys of the set are called ${key.kid}`)
    keys.set(key.kid, key)
  }
  return keys
}

function parseKey(jwk: unknown): PublicKey | null {
  if (!isObject(jwk)) return null
  if ('d' in jwk) throw new TypeError('a private key stands among the published keys')
  const { kid, kty, crv, alg, use = 'sig', owner = null, x, y } = jwk
  if (typeof kid !== 'string' || !kidForm.test(kid) || use !== 'sig' || typeof x !== 'string')
    return null
  if (owner !== null && typeof owner !== 'string') return null
  const found = { kid, owner }
  if (kty === 'OKP' && crv === 'Ed25519' && alg === 'EdDSA')
    return { ...found, algorithm: alg, key: toKey({ kty, crv, x }) }
  if (kty === 'EC' && crv === 'P-256' && alg === 'ES256' && typeof y === 'string')
    return { ...found, algorithm: alg, key: toKey({ kty, crv, x, y }) }
  return null
}

function parseForeign(jwk: unknown): PublicKey | null {
  if (!isObject(jwk)) return null
  const { kid, kty, alg, use = 'sig', n, e, crv } = jwk
  if (typeof kid !== 'string' || !kidForm.test(kid) || use !== 'sig') return null
  if (kty === 'EC' && crv === 'P-256' && alg === undefined)
    return parseKey({ ...jwk, alg: 'ES256', owner: null })
  if (kty !== 'RSA' || (alg !== undefined && alg !== 'RS256')) return null
  if (typeof n !== 'string' || typeof e !== 'string') return null
  const key = toKey({ kty, n, e })
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  return bits < rsaBitsMin ? null : { kid, owner: null, algorithm: 'RS256', key }
}

function toKey(jwk: Readonly<Record<string, string>>): KeyObject {
  return createPublicKey({ format: 'jwk', key: jwk })
}

/** Keys of the own process. `read` answers the same object until the keys change. */
export function createLocalKeys(read: () => JwkSet): KeySource {
  let known: JwkSet | null = null
  let keys: PublicKeys = new Map()
  return {
    find: async (kid) => {
      const set = read()
      if (set !== known) {
        keys = parseKeys(set)
        known = set
      }
      return keys.get(kid) ?? null
    },
  }
}
