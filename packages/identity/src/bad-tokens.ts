/**
 * The corpus of bad tokens: each is right but for one thing. Used through `@atoll/identity/testing` by every test that
 * stands before a border which takes tokens.
 */
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
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
  /** The longest life that is believed; five minutes, as services ask, if left out. Units: seconds. */
  readonly lifeSecondsMax?: number
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
    ...respelt(whole),
    ...sealed(good),
  ]
}

/** The right token in another spelling: two texts for one token would be two tokens to whoever counts or bans them. */
function respelt(whole: string): Named {
  const [header = '', payload = '', signature = ''] = whole.split('.')
  return [
    ['padding', `${whole}==`],
    ['padding inside', `${header}=.${payload}.${signature}`],
    ['a space before', ` ${whole}`],
    ['a line feed after', `${whole}\n`],
    ['white space inside', `${header}.${payload.slice(0, 8)} ${payload.slice(8)}.${signature}`],
    ['NUL after', `${whole}\0`],
    ['one character after', `${whole}A`],
    ['four characters after', `${whole}AAAA`],
    ['a fourth part', `${whole}.${signature}`],
    ['two tokens', `${whole},${whole}`],
    ['the other alphabet of base64', `${header}.${payload}.+/${signature.slice(2)}`],
    ['loose bits at the end', `${header}.${payload}.${loosen(signature)}`],
    ['full stops of another alphabet', whole.replaceAll('.', '\uff0e')],
    ['an invisible character', `${header}.\u200b${payload}.${signature}`],
    ['the form of JSON', JSON.stringify({ protected: header, payload, signature })],
  ]
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The last of 86 characters carries two bits of 64 bytes; the other four are nobody's. */
function loosen(signature: string): string {
  const last = alphabet.indexOf(signature.at(-1) ?? 'A')
  return `${signature.slice(0, -1)}${alphabet[last ^ 1] ?? ''}`
}

/** Tokens that would have to be opened before they can be read. */
function sealed({ key, claims }: Good): Named {
  const parts = (header: object) =>
    [{ typ: 'at+jwt', kid: key.kid, ...header }, claims].map(encode).join('.')
  const jwe = (header: object) => `${parts(header)}.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`
  return [
    ['encrypted', jwe({ alg: 'dir', enc: 'A256GCM' })],
    ['encrypted and compressed', jwe({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' })],
    [
      'encrypted under a password of two billion rounds',
      jwe({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2 ** 31 - 1, p2s: 'AAAA' }),
    ],
  ]
}

function badAlgorithms({ key, claims }: Good): Named {
  const header = (alg: unknown) => ({ alg, typ: 'at+jwt', kid: key.kid })
  const unsigned = (alg: unknown) => `${encode(header(alg))}.${encode(claims)}.AAAA`
  const zeros = Buffer.alloc(64).toString('base64url')
  const others = ['none', 'nOnE', 'NONE', ' none', '', 'Ed25519', 'eddsa', 0, true, null, ['EdDSA']]
  const shared = `${encode(header('HS256'))}.${encode(claims)}`
  const hmac = (secret: string | Buffer) => createHmac('sha256', secret).update(shared)
  const byRsa = `${encode(header('RS256'))}.${encode(claims)}`
  const rsaSignature = sign('sha256', Buffer.from(byRsa), rsaKey()).toString('base64url')
  const publicBytes = Buffer.from(key.publicJwk.x, 'base64url')
  return [
    ...others.map((alg) => [`alg ${JSON.stringify(alg)}`, unsigned(alg)] as const),
    ['alg none without signature', unsigned('none').slice(0, -4)],
    ['alg left out', `${encode({ typ: 'at+jwt', kid: key.kid })}.${encode(claims)}.AAAA`],
    ['HS256 over the public key', `${shared}.${hmac(publicBytes).digest('base64url')}`],
    ['HS256 over the published x', `${shared}.${hmac(key.publicJwk.x).digest('base64url')}`],
    ['RS256 under our kid', `${byRsa}.${rsaSignature}`],
    ['ES256 under our kid', unsigned('ES256')],
    ['ES256 with the signature (0,0)', unsigned('ES256').replace(/AAAA$/, zeros)],
    ['EdDSA with the signature (0,0)', unsigned('EdDSA').replace(/AAAA$/, zeros)],
    ['PS256 under our kid', byRsa.replace(/^[^.]+/, encode(header('PS256'))) + `.${rsaSignature}`],
    ...hmacs(key, (alg) => `${encode(header(alg))}.${encode(claims)}`),
    [
      'PBES2 with a huge count',
      `${encode({ ...header('PBES2-HS256+A128KW'), p2c: 2 ** 31 })}.${encode(claims)}.AAAA`,
    ],
  ]
}

/** A public key taken for a shared secret, in every form in which somebody may have published it. */
function hmacs(key: SigningKey, signedAs: (alg: string) => string): Named {
  const publicKey = createPublicKey(key.privateKey)
  const forms = {
    PEM: publicKey.export({ format: 'pem', type: 'spki' }),
    DER: publicKey.export({ format: 'der', type: 'spki' }),
    JWK: JSON.stringify(key.publicJwk),
  }
  return Object.entries(forms).flatMap(([form, secret]) =>
    [256, 384, 512].map((bits) => {
      const shared = signedAs(`HS${bits}`)
      const digest = createHmac(`sha${bits}`, secret).update(shared).digest('base64url')
      return [`HS${bits} over the public key as ${form}`, `${shared}.${digest}`] as const
    }),
  )
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
    ['x5t', { x5t: 'AAAA' }],
    ['a jwk that is ours', { jwk: good.key.publicJwk }],
    ['a list of keys', { jwks: { keys: [own.publicJwk] } }],
    ['no crit at all', { crit: [] }],
    ['a content type', { cty: 'JWT' }],
    ['a number used once', { nonce: 'a' }],
    ['a name nobody knows', { admin: true }],
    ['a name of a prototype', { constructor: { name: 'a' } }],
    ['zip', { zip: 'DEF' }],
    ['typ of an ID token', { typ: 'JWT' }],
    ['typ id_token', { typ: 'id_token' }],
    ['typ with a blank', { typ: 'at+jwt ' }],
    ['typ that is a list', { typ: ['at+jwt'] }],
    ['typ of an attestation', { typ: 'atoll-event+jwt' }],
    ['typ of a client assertion', { typ: 'client-authentication+jwt' }],
    ['no typ', { typ: undefined }],
    ['no kid', { kid: undefined }],
    ['kid that climbs', { kid: '../../etc/passwd' }],
    ['kid of nobody', { kid: own.kid }],
    ['kid of a prototype', { kid: '__proto__' }],
    ['kid that is a list', { kid: [good.key.kid] }],
    ['kid with SQL', { kid: "' or 1=1 --" }],
    ['kid with a command', { kid: '$(id)' }],
    ['kid with NUL', { kid: `${good.key.kid}\0` }],
    ['kid with a line feed', { kid: `${good.key.kid}\r\nx: y` }],
    ['kid of two thousand characters', { kid: 'a'.repeat(2000) }],
    ['kid that is empty', { kid: '' }],
    ['kid that is null', { kid: null }],
    ['kid that is a place', { kid: 'https://evil.test/key' }],
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
  const { aud } = good.claims
  const away = ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'jti'].map(
    (name) => [`no ${name}`, signed(good, {}, { [name]: undefined })] as const,
  )
  const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ...badIssuers(String(good.claims['iss'])),
    ...badTimes(good),
    ...badNames,
    ['another audience', { aud: `${String(aud)}2` }],
    ['a list of two audiences', { aud: [aud, 'other'] }],
    ['the audience twice', { aud: [aud, aud] }],
    ['an audience in other letters', { aud: String(aud).toUpperCase() }],
    ['an audience with a slash', { aud: `${String(aud)}/` }],
    ['the audience among strangers', { aud: ['other', aud, 'third'] }],
    ['no audience in the list', { aud: [] }],
    ['a list in a list as audience', { aud: [[aud]] }],
    ['an object as audience', { aud: { [String(aud)]: true } }],
    ['null as audience', { aud: null }],
    ['several audiences in one text', { aud: `${String(aud)} other` }],
    ['scopes as a list', { scope: ['a', 'b'] }],
    ['a scope with quotes', { scope: 'a "b"' }],
    ['a scope in another alphabet', { scope: '\u0430dmin' }],
    ['a scope after a line feed', { scope: 'a\nadmin' }],
  ]
  const twice = JSON.stringify(good.claims).replace('{', `{"sub":"eve",`)
  const escaped = JSON.stringify(good.claims).replace('{', `{"\\u0073ub":"eve",`)
  const header = JSON.stringify(headerOf(good.key))
  return [
    ...away,
    ...wrong.map(([name, claims]) => [name, signed(good, {}, claims)] as const),
    ['a claim twice', signText(good.key, header, twice)],
    ['a claim twice, once in disguise', signText(good.key, header, escaped)],
    ...badPayloads(good, header),
  ]
}

type Claimed = readonly (readonly [string, Readonly<Record<string, unknown>>])[]

function badIssuers(iss: string): Claimed {
  return [
    ['another issuer', { iss: 'https://evil.test' }],
    ['the issuer with a slash', { iss: `${iss}/` }],
    ['the issuer in other letters', { iss: iss.toUpperCase() }],
    ['the issuer over plain http', { iss: iss.replace('https', 'http') }],
    ['the issuer with a port', { iss: `${iss}:443` }],
    ['the issuer in a list', { iss: [iss] }],
    ['the issuer and a blank', { iss: `${iss} ` }],
    ['the issuer as a user of another', { iss: `${iss}@evil.test` }],
  ]
}

function badTimes({ claims: { iat, exp }, lifeSecondsMax = 300 }: Good): Claimed {
  return [
    ['not yet valid', { nbf: iat + 60 }],
    ['not yet valid, as text', { nbf: String(iat + 60) }],
    ['valid from a text', { nbf: 'now' }],
    ['issued in the future', { iat: iat + 60, exp: iat + 120 }],
    ['issued at a text', { iat: String(iat) }],
    ['issued at null', { iat: null }],
    ['a life beyond the longest', { exp: iat + lifeSecondsMax + 1 }],
    ['a life beyond the longest by half a second', { exp: iat + lifeSecondsMax + 0.5 }],
    ['exp as text', { exp: String(exp) }],
    ['exp as a text of digits that look like others', { exp: '\u0664\u0660' }],
    ['exp as a date', { exp: '2999-01-01T00:00:00Z' }],
    ['exp null', { exp: null }],
    ['exp true', { exp: true }],
    ['exp in a list', { exp: [exp] }],
    ['exp in milliseconds', { exp: Number(exp) * 1000 }],
  ]
}

const badNames: Claimed = [
  ['an empty subject', { sub: '' }],
  ['a subject that is a number', { sub: 7 }],
  ['a subject that is a list', { sub: ['ada'] }],
  ['a subject that is an object', { sub: { toString: 'ada' } }],
  ['a subject of 256 characters', { sub: 'a'.repeat(256) }],
  ['a subject with NUL', { sub: 'ada\0' }],
  ['a subject with a line feed', { sub: 'ada\r\nx-admin: 1' }],
  ['a subject with half a character', { sub: 'ada\ud800' }],
  ['a subject that is written backwards', { sub: '\u202eada' }],
  ['an invisible character in the subject', { sub: 'a\u200bda' }],
  ['an id that is a number', { jti: 7 }],
  ['an empty id', { jti: '' }],
  ['a client that is null', { client_id: null }],
]

/** Claims in forms that JSON.stringify does not write. */
function badPayloads({ key, claims }: Good, header: string): Named {
  const whole = JSON.stringify(claims)
  const { sub: _sub, ...nobody } = claims
  const written = (from: RegExp, to: string) => signText(key, header, whole.replace(from, to))
  const bytes = Buffer.from(whole.replace(/"sub":"\w/, '"sub":"\xff'), 'latin1')
  return [
    ['exp beyond any number', written(/"exp":\d+/, '"exp":1e999')],
    ['exp and iat beyond any number', written(/"iat":\d+,"exp":\d+/, '"iat":1e999,"exp":1e999')],
    ['nbf beyond any number', written(/^\{/, '{"nbf":1e999,')],
    [
      'a subject by its prototype',
      signText(key, header, JSON.stringify(nobody).replace(/^\{/, '{"__proto__":{"sub":"eve"},')),
    ],
    ['claims that are null', signText(key, header, 'null')],
    ['claims in a list', signText(key, header, `[${whole}]`)],
    ['claims twice', signText(key, header, `${whole}${whole}`)],
    ['claims after a byte order mark', signText(key, header, `\ufeff${whole}`)],
    ['claims that are not UTF-8', signBytes(key, header, bytes)],
  ]
}

function expiredClaims({ claims: { iat } }: Good) {
  return {
    expired: { iat: iat - 300, exp: iat },
    'expired long ago': { iat: iat - 90_000, exp: iat - 89_700 },
    'a far end with an ancient beginning': { iat: iat - 90_000, exp: iat + 90_000 },
    'ended at the beginning of time': { iat: iat - 300, exp: 0 },
    'ended before the beginning of time': { iat: iat - 300, exp: -1 },
    'ended half a second ago': { iat: iat - 300, exp: iat - 0.5 },
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
  return signBytes(key, header, Buffer.from(payload))
}

function signBytes(key: SigningKey, header: string, payload: Buffer): string {
  const input = `${text(header)}.${payload.toString('base64url')}`
  return `${input}.${sign(null, Buffer.from(input), key.privateKey).toString('base64url')}`
}

function encode(value: unknown): string {
  return text(JSON.stringify(value))
}

function text(value: string): string {
  return Buffer.from(value).toString('base64url')
}
