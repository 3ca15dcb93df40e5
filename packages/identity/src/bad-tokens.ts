/**
 * The corpus of bad tokens: each is right but for one thing. Used through `@atoll/identity/testing` by every test that
 * stands before a border which takes tokens.
 */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createSigningKey, generatePrivateJwk, type SigningKey } from './key.ts'

/** A token that nobody may believe, or not any more. */
export interface BadToken {
  readonly name: string
  readonly token: string
  readonly code: 'token_refused' | 'token_expired'
}

/** What the bad ones are made of: everything right. */
export interface Good {
  readonly key: SigningKey
  readonly serviceKey: SigningKey
  readonly claims: Readonly<Record<string, unknown>> & { readonly iat: number }
}

/** Every way we know to get a token wrong, each with the code it must be refused with. */
export function toBadTokens(good: Good): readonly BadToken[] {
  const bad = [
    ...badForms(good),
    ...badAlgorithms(good),
    ...badHeaders(good),
    ...badSigners(good),
    ...badClaims(good),
  ]
  const late = Object.entries(expiredClaims(good)).map(([name, claims]) => ({
    name,
    token: signed(good, {}, claims),
    code: 'token_expired' as const,
  }))
  return [...bad.map(([name, token]) => ({ name, token, code: 'token_refused' as const })), ...late]
}

type Named = readonly (readonly [name: string, token: string])[]

function badForms(good: Good): Named {
  const whole = signed(good, {}, {})
  const [header = '', payload = '', signature = ''] = whole.split('.')
  const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  return [
    ['empty', ''],
    ['not a token', 'open sesame'],
    ['two parts', `${header}.${payload}`],
    ['no signature', `${header}.${payload}.`],
    ['five parts, encrypted', `${header}.${payload}.${signature}.${payload}.${signature}`],
    ['a megabyte', `${header}.${'A'.repeat(1_000_000)}.${signature}`],
    ['a changed signature', `${header}.${payload}.${flipped}`],
    ['a changed payload', `${header}.${encode({ ...good.claims, sub: 'eve' })}.${signature}`],
    ['a header that is no JSON', `${text('{')}.${payload}.${signature}`],
    ['a header that is a list', `${text('[]')}.${payload}.${signature}`],
  ]
}

function badAlgorithms({ key, claims }: Good): Named {
  const header = (alg: string) => ({ alg, typ: 'at+jwt', kid: key.kid })
  const unsigned = (alg: string) => `${encode(header(alg))}.${encode(claims)}.AAAA`
  const shared = `${encode(header('HS256'))}.${encode(claims)}`
  const hmac = (secret: string | Buffer) => createHmac('sha256', secret).update(shared)
  const byRsa = `${encode(header('RS256'))}.${encode(claims)}`
  const rsaSignature = sign('sha256', Buffer.from(byRsa), rsaKey()).toString('base64url')
  const publicBytes = Buffer.from(key.publicJwk.x, 'base64url')
  return [
    ['alg none', unsigned('none')],
    ['alg nOnE', unsigned('nOnE')],
    ['alg left out', `${encode({ typ: 'at+jwt', kid: key.kid })}.${encode(claims)}.AAAA`],
    ['HS256 over the public key', `${shared}.${hmac(publicBytes).digest('base64url')}`],
    ['HS256 over the published x', `${shared}.${hmac(key.publicJwk.x).digest('base64url')}`],
    ['RS256 under our kid', `${byRsa}.${rsaSignature}`],
    ['ES256 under our kid', unsigned('ES256')],
    [
      'PBES2 with a huge count',
      `${encode({ ...header('PBES2-HS256+A128KW'), p2c: 2 ** 31 })}.${encode(claims)}.AAAA`,
    ],
  ]
}

/** Made once, since it takes a tenth of a second. */
let rsa: KeyObject | null = null
function rsaKey(): KeyObject {
  rsa ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return rsa
}

function badHeaders(good: Good): Named {
  const own = createSigningKey(generatePrivateJwk())
  const url = 'https://evil.test/jwks'
  const names: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['unknown crit', { crit: ['exp'] }],
    ['crit b64', { crit: ['b64'], b64: false }],
    ['b64 alone', { b64: true }],
    ['jku', { jku: url }],
    ['x5u', { x5u: url }],
    ['x5c', { x5c: ['MIIB'] }],
    ['zip', { zip: 'DEF' }],
    ['typ of an ID token', { typ: 'JWT' }],
    ['typ of an attestation', { typ: 'atoll-event+jwt' }],
    ['typ of a client assertion', { typ: 'client-authentication+jwt' }],
    ['no typ', { typ: undefined }],
    ['no kid', { kid: undefined }],
    ['kid that climbs', { kid: '../../etc/passwd' }],
    ['kid of nobody', { kid: own.kid }],
    ['kid of a prototype', { kid: '__proto__' }],
    ['kid that is a list', { kid: [good.key.kid] }],
  ]
  const twice = `{"alg":"EdDSA","alg":"EdDSA","typ":"at+jwt","kid":"${good.key.kid}"}`
  return [
    ...names.map(([name, header]) => [name, signed(good, header, {})] as const),
    ['its own jwk', signed({ ...good, key: own }, { jwk: own.publicJwk }, {})],
    ['a header name twice', signText(good.key, twice, JSON.stringify(good.claims))],
  ]
}

function badSigners(good: Good): Named {
  const stranger = createSigningKey(generatePrivateJwk())
  return [
    ['signed by a stranger under our kid', signed({ ...good, key: stranger }, kidOf(good.key), {})],
    ['signed by a service', signed({ ...good, key: good.serviceKey }, {}, {})],
  ]
}

function badClaims(good: Good): Named {
  const { aud, iat, exp } = good.claims
  const away = ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'jti'].map(
    (name) => [`no ${name}`, signed(good, {}, { [name]: undefined })] as const,
  )
  const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['another issuer', { iss: 'https://evil.test' }],
    ['another audience', { aud: `${String(aud)}2` }],
    ['a list of two audiences', { aud: [aud, 'other'] }],
    ['the audience twice', { aud: [aud, aud] }],
    ['an audience in other letters', { aud: String(aud).toUpperCase() }],
    ['not yet valid', { nbf: iat + 60 }],
    ['issued in the future', { iat: iat + 60, exp: iat + 120 }],
    ['a life beyond five minutes', { exp: iat + 301 }],
    ['exp as text', { exp: String(exp) }],
    ['an empty subject', { sub: '' }],
    ['a subject that is a number', { sub: 7 }],
    ['scopes as a list', { scope: ['a', 'b'] }],
    ['a scope with quotes', { scope: 'a "b"' }],
  ]
  const twice = JSON.stringify(good.claims).replace('{', `{"sub":"eve",`)
  const escaped = JSON.stringify(good.claims).replace('{', `{"\\u0073ub":"eve",`)
  const header = JSON.stringify(headerOf(good.key))
  return [
    ...away,
    ...wrong.map(([name, claims]) => [name, signed(good, {}, claims)] as const),
    ['a claim twice', signText(good.key, header, twice)],
    ['a claim twice, once in disguise', signText(good.key, header, escaped)],
  ]
}

function expiredClaims({ claims: { iat } }: Good) {
  return {
    expired: { iat: iat - 300, exp: iat },
    'expired long ago': { iat: iat - 90_000, exp: iat - 89_700 },
    'a far end with an ancient beginning': { iat: iat - 90_000, exp: iat + 90_000 },
  }
}

function headerOf(key: SigningKey) {
  return { alg: 'EdDSA', typ: 'at+jwt', kid: key.kid }
}

function kidOf({ kid }: SigningKey) {
  return { kid }
}

type Changes = Readonly<Record<string, unknown>>

function signed(good: Pick<Good, 'key' | 'claims'>, header: Changes, claims: Changes): string {
  const head = JSON.stringify({ ...headerOf(good.key), ...header })
  return signText(good.key, head, JSON.stringify({ ...good.claims, ...claims }))
}

function signText(key: SigningKey, header: string, payload: string): string {
  const input = `${text(header)}.${text(payload)}`
  return `${input}.${sign(null, Buffer.from(input), key.privateKey).toString('base64url')}`
}

function encode(value: unknown): string {
  return text(JSON.stringify(value))
}

function text(value: string): string {
  return Buffer.from(value).toString('base64url')
}
