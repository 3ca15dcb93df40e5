/**
 * Tokens that the issuer itself would never make, signed with its own key, which the journey takes from the state
 * folder of the store: only so is it the audience or the end that is refused, and not the signature.
 */
import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createSigner,
  createSigningKey,
  parsePrivateJwk,
  type SigningKey,
  type TokenType,
} from '@atoll/identity'
import { type BadToken, toBadTokens } from '@atoll/identity/testing'

/** Where a token differs from a good one. */
export interface Forgery {
  readonly audience?: string
  readonly subject?: string
  readonly scopes?: readonly string[]
  /** When it begins and ends, seen from now. Units: seconds */
  readonly from?: number
  readonly to?: number
  readonly typ?: TokenType
  /** Signs with the key of this service instead of the issuer's. */
  readonly signer?: string
  readonly claims?: Readonly<Record<string, unknown>>
}

/** Makes a token; without a difference it is a good one, which the journey checks first. */
export async function forgeToken(directory: string, forgery: Forgery = {}): Promise<string> {
  const { signer, typ = 'at+jwt', claims } = forgery
  const key = await (signer === undefined ? issuerKey(directory) : serviceKey(directory, signer))
  return createSigner(key, typ)({ ...claimsOf(forgery), ...claims })
}

/** The whole corpus for one audience, each token right but for one thing. */
export async function forgeBadTokens(
  directory: string,
  { audience, lifeSecondsMax }: { readonly audience: string; readonly lifeSecondsMax: number },
): Promise<readonly BadToken[]> {
  return toBadTokens({
    key: await issuerKey(directory),
    serviceKey: await serviceKey(directory, 'payments'),
    claims: claimsOf({ audience, to: 240 }),
    lifeSecondsMax,
  })
}

function claimsOf(forgery: Forgery) {
  const { audience = 'store', subject = 'c-1001', from = 0, to = 240 } = forgery
  const { scopes = ['orders:read', 'orders:write'] } = forgery
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: 'https://issuer.atoll.internal',
    aud: audience,
    sub: subject,
    client_id: 'web',
    jti: randomUUID(),
    scope: scopes.join(' '),
    iat: now + from,
    exp: now + to,
  }
}

async function issuerKey(directory: string): Promise<SigningKey> {
  const folder = join(directory, 'issuer')
  const [file = ''] = (await readdir(folder)).filter((name) => name.startsWith('key-'))
  const { jwk } = JSON.parse(await readFile(join(folder, file), 'utf8')) as { jwk: unknown }
  return createSigningKey(parsePrivateJwk(jwk))
}

async function serviceKey(directory: string, service: string): Promise<SigningKey> {
  const text = await readFile(join(directory, 'keys', `${service}.json`), 'utf8')
  return createSigningKey(parsePrivateJwk(JSON.parse(text)), service)
}
