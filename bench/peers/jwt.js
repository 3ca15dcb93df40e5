/**
 * Access tokens as every peer checks them: Ed25519 like ours, by fast-jwt, the fastest kept library, with its cache on,
 * since ours remembers verified tokens too.
 */
import { generateKeyPairSync } from 'node:crypto'
import { createSigner, createVerifier } from 'fast-jwt'

const claims = { iss: 'https://issuer.bench', aud: 'chain' }

/** Makes a key, its verifier, and one token for the load. */
export function openTokens() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const sign = createSigner({ key: privateKey, algorithm: 'EdDSA', expiresIn: 3_600_000 })
  const verify = createVerifier({
    key: publicKey,
    algorithms: ['EdDSA'],
    allowedIss: claims.iss,
    allowedAud: claims.aud,
    cache: true,
  })
  return { token: sign({ ...claims, sub: 'ada', scope: 'order' }), verify }
}

/** Whether a request may order: null, or the status of its refusal. */
export function refusalOf(verify, authorization) {
  if (!authorization?.startsWith('Bearer ')) return 401
  try {
    const { scope } = verify(authorization.slice('Bearer '.length))
    return scope.split(' ').includes('order') ? null : 403
  } catch {
    return 401
  }
}
