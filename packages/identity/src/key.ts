/**
 * Keys: the private half that signs, and the public half as it is published. New keys are Ed25519; a foreign issuer's
 * P-256 keys are understood too. A key belongs to one algorithm and, if a service owns it, to that service.
 */
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { isObject } from './json.ts'

/** The algorithms that are believed. Source RFC 8037, RFC 7518 */
export type Algorithm = 'EdDSA' | 'ES256'

/** A public key as it is published. Source RFC 7517; `owner` is ours: the service whose key it is. */
export interface PublicJwk {
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly y?: string
  readonly kid: string
  readonly alg: Algorithm
  readonly use: 'sig'
  readonly owner?: string
}

/** Published keys. */
export interface JwkSet {
  readonly keys: readonly PublicJwk[]
}

/** A private key as it is kept. Never logged, never sent. */
export interface PrivateJwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly d: string
}

/** A key that signs. */
export interface SigningKey {
  /** The thumbprint of the public half: two keys cannot share it. Source RFC 7638 */
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicJwk: PublicJwk
}

/** Makes a new private key. */
export function generatePrivateJwk(): PrivateJwk {
  return parsePrivateJwk(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }))
}

/** Reads a private key. Faults: a TypeError for anything but an Ed25519 private key. */
export function parsePrivateJwk(value: unknown): PrivateJwk {
  if (isObject(value)) {
    const { kty, crv, x, d } = value
    if (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' && typeof d === 'string')
      return { kty, crv, x, d }
  }
  throw new TypeError('this is no Ed25519 private key as a JSON Web Key')
}

/** Makes a key ready to sign. `owner` names the service whose key it is; the issuer's own keys have none. */
export function createSigningKey(jwk: PrivateJwk, owner?: string): SigningKey {
  const { kty, crv, x, d } = jwk
  const privateKey = createPrivateKey({ format: 'jwk', key: { kty, crv, x, d } })
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
  const published = { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' } as const
  return { kid, privateKey, publicJwk: owner === undefined ? published : { ...published, owner } }
}
