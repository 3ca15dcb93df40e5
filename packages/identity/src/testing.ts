/**
 * Identities for tests: an issuer without a server, good tokens, and every bad one we know of. Imported as
 * `@atoll/identity/testing` by tests only; whoever verifies tokens runs the whole list against their border.
 */
import type { Clock, Principal } from '@atoll/pipeline'
import { type Attestor, createAttestor } from './attestation.ts'
import { type BadToken, toBadTokens } from './bad-tokens.ts'
import { createSigningKey, generatePrivateJwk, type SigningKey } from './key.ts'
import { createLocalKeys, type KeySource } from './key-source.ts'
import { createSigner } from './sign.ts'
import { createVerifier, type Verifier } from './verifier.ts'

export { type BadToken, type Good, toBadTokens } from './bad-tokens.ts'

/** What a token of the test issuer may say otherwise than usual. */
export interface TestToken {
  readonly audience: string
  readonly subject?: string
  readonly scopes?: readonly string[]
  /** Units: milliseconds; five minutes if left out. */
  readonly lifeMs?: number
  /** Claims that replace the usual ones; `undefined` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** An issuer and services without a server. */
export interface TestIdentity {
  readonly issuer: string
  /** The issuer's public key and those of all services that were asked for. */
  readonly keys: KeySource
  token(parts: TestToken): string
  verifier(audience: string): Verifier
  serviceKey(service: string): SigningKey
  attestor(service: string): Attestor
  attest(service: string, event: string, about: Attesting): Promise<string>
  badTokens(audience: string): readonly BadToken[]
}

/** Whom a test's attestation names, for which message. */
export interface Attesting {
  readonly principal: Principal
  readonly messageId: string
}

/** Makes keys and an issuer of the given name around them. */
export function createTestIdentity(options: {
  readonly clock: Clock
  readonly issuer?: string
}): TestIdentity {
  const { clock, issuer = 'https://issuer.test' } = options
  const key = createSigningKey(generatePrivateJwk())
  const services = new Map<string, SigningKey>()
  let published = { keys: [key.publicJwk] }
  let made = 0

  const claimsOf = ({ audience, subject = 'ada', scopes = [], ...rest }: TestToken) => {
    const iat = Math.floor(clock.now() / 1000)
    const exp = iat + Math.floor((rest.lifeMs ?? 300_000) / 1000)
    const scope = scopes.join(' ')
    const names = { iss: issuer, aud: audience, sub: subject, client_id: 'test' }
    return { ...names, jti: `test-${++made}`, scope, iat, exp, ...rest.claims }
  }
  const serviceKey = (service: string) => {
    const known = services.get(service)
    if (known !== undefined) return known
    const fresh = createSigningKey(generatePrivateJwk(), service)
    services.set(service, fresh)
    published = { keys: [...published.keys, fresh.publicJwk] }
    return fresh
  }
  const keys = createLocalKeys(() => published)
  const attestor = (service: string) => createAttestor({ service, key: serviceKey(service), clock })
  return {
    issuer,
    keys,
    serviceKey,
    attestor,
    token: (parts) => createSigner(key, 'at+jwt')(claimsOf(parts)),
    verifier: (audience) => createVerifier({ issuer, audience, keys, clock }),
    attest: (service, event, about) => attestor(service).attest({ event, ...about }),
    badTokens: (audience) =>
      toBadTokens({ key, serviceKey: serviceKey('stranger'), claims: claimsOf({ audience }) }),
  }
}
