/**
 * Encrypts and decrypts values as Spring's config server does with a symmetric key, so that files move between the two.
 * Source: Spring Security crypto, Encryptors.standard: AES-256-CBC with PKCS#5, a random start, PBKDF2 with HMAC-SHA1,
 * 1024 rounds; Spring Cloud Config reference, Encryption and Decryption
 */
import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'

/** A key at work. */
export interface Cipher {
  /** Shape: hexadecimal, what follows `{cipher}`. */
  encrypt(text: string): string
  /** Null for what this key did not encrypt. */
  decrypt(text: string): string | null
}

/** What a value begins with that the server decrypts. */
export const cipherPrefix = '{cipher}'

/** Units: bytes. */
const [startBytes, blockBytes, keyBytes] = [16, 16, 32]
const rounds = 1_024
/** Spring's own, where nobody sets `encrypt.salt`. Units: hexadecimal. */
const saltDefault = 'deadbeef'

/** Makes a key ready. Faults: a TypeError for a key pair, which is not understood, or a salt that is not hexadecimal. */
export function createCipher(key: string, salt = saltDefault): Cipher {
  if (key.includes('-----BEGIN'))
    throw new TypeError('the key is a key pair; only a shared key, any text, is understood')
  if (!/^(?:[0-9a-fA-F]{2})+$/.test(salt))
    throw new TypeError('the salt is written in hexadecimal: deadbeef')
  const secret = pbkdf2Sync(key, Buffer.from(salt, 'hex'), rounds, keyBytes, 'sha1')
  return {
    encrypt(text) {
      const start = randomBytes(startBytes)
      const cipher = createCipheriv('aes-256-cbc', secret, start)
      return Buffer.concat([start, cipher.update(text, 'utf8'), cipher.final()]).toString('hex')
    },
    decrypt(text) {
      const whole = /^(?:[0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, 'hex') : null
      if (whole === null || whole.length < startBytes + blockBytes) return null
      if (whole.length % blockBytes !== 0) return null
      const decipher = createDecipheriv('aes-256-cbc', secret, whole.subarray(0, startBytes))
      try {
        const parts = [decipher.update(whole.subarray(startBytes)), decipher.final()]
        return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts))
      } catch {
        return null
      }
    },
  }
}

/** Takes away the names of keys before a text. Shape: `{key:old}ab12` → `ab12`. */
export function withoutKeyNames(text: string): string {
  let start = 0
  while (text[start] === '{') {
    const end = text.indexOf('}', start)
    if (end === -1) break
    start = end + 1
  }
  return text.slice(start)
}
