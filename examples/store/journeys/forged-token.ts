/**
 * Tokens that the issuer itself would never make, signed with its own key, which the journey takes from the state
 * folder of the store: only so is it the audience or the end that is refused, and not the signature.
 */
import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSigner, createSigningKey, parsePrivateJwk } from '@atoll/identity'

/** Where a token differs from a good one. */
export interface Forgery {
  readonly audience?: string
  /** When it begins and ends, seen from now. Units: seconds */
  readonly from?: number
  readonly to?: number
}

/** Makes a token; without a difference it is a good one, which the journey checks first. */
export async function forgeToken(directory: string, forgery: Forgery = {}): Promise<string> {
  const { audience = 'store', from = 0, to = 600 } = forgery
  const folder = join(directory, 'issuer')
  const [file = ''] = (await readdir(folder)).filter((name) => name.startsWith('key-'))
  const { jwk } = JSON.parse(await readFile(join(folder, file), 'utf8')) as { jwk: unknown }
  const now = Math.floor(Date.now() / 1000)
  return createSigner(
    createSigningKey(parsePrivateJwk(jwk)),
    'at+jwt',
  )({
    iss: 'https://issuer.atoll.internal',
    aud: audience,
    sub: 'c-1001',
    client_id: 'web',
    jti: randomUUID(),
    scope: 'orders:read orders:write',
    iat: now + from,
    exp: now + to,
  })
}
