/**
 * Writes signed tokens. The three lines of a compact JWS are written out here instead of going through jose, because an
 * event is signed inside `emit`, in its transaction: node:crypto signs at once in about 50 µs, where WebCrypto, which
 * jose uses, takes a hop through the thread pool. There is nothing to parse here and so nothing to get wrong but the
 * form, which the tests hold against jose. Reading, where care is due, is jose's.
 */
import { sign } from 'node:crypto'
import type { SigningKey } from './key.ts'

/** The kinds of token we write. They stand in the header, so that none can pass as another. */
export type TokenType = 'at+jwt' | 'atoll-event+jwt' | 'client-authentication+jwt'

/** Makes what signs claims of one type with one key. Source RFC 7515 section 3.1, RFC 8037 section 3.1 */
export function createSigner(
  key: SigningKey,
  typ: TokenType,
): (claims: Readonly<Record<string, unknown>>) => string {
  const header = toBase64(JSON.stringify({ alg: 'EdDSA', typ, kid: key.kid }))
  return (claims) => {
    const signed = `${header}.${toBase64(JSON.stringify(claims))}`
    return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`
  }
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64url')
}
