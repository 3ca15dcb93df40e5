import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { Fault, isFault } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { clockSkewMs, tokenCharactersMax } from './jwt.ts'
import { createSigningKey, generatePrivateJwk } from './key.ts'
import { parseKeys, type PublicKey } from './key-source.ts'
import { createTestIdentity } from './testing.ts'
import { createVerifier } from './verifier.ts'

const open = () => {
  const clock = createSimulatedClock()
  return { clock, identity: createTestIdentity({ clock }) }
}
const refusal = (code: string) => (thrown: unknown) =>
  isFault(thrown) &&
  thrown instanceof Fault &&
  thrown.kind === 'unauthenticated' &&
  thrown.code === code

test('a good token names its subject, scopes, client and end', async () => {
  const { clock, identity } = open()
  const verified = await identity.verifier('orders')(
    identity.token({ audience: 'orders', subject: 'ada', scopes: ['order', 'pay'] }),
  )
  assert.deepEqual(verified, {
    subject: 'ada',
    scopes: ['order', 'pay'],
    clientId: 'test',
    tokenId: 'test-1',
    actors: [],
    expiresAt: clock.now() + 300_000,
  })
})

test('jose by itself believes what we sign', async () => {
  const { clock, identity } = open()
  const key = identity.serviceKey('orders')
  const attestation = await identity.attest('orders', 'orderPlaced', {
    principal: { subject: 'ada', scopes: [] },
    messageId: 'm1',
  })
  const set = createLocalJWKSet({ keys: [{ ...key.publicJwk }] })
  const options = { currentDate: new Date(clock.now()), typ: 'atoll-event+jwt' }
  const { payload } = await jwtVerify(attestation, set, options)
  assert.equal(payload.jti, 'm1')
})

for (const { name } of createTestIdentity({ clock: createSimulatedClock() }).badTokens('orders'))
  test(`attack: a token with ${name} opens nothing`, async () => {
    const { identity } = open()
    const bad = identity.badTokens('orders').find((one) => one.name === name)
    assert.ok(bad)
    await assert.rejects(identity.verifier('orders')(bad.token), refusal(bad.code))
  })

test('a refusal says nothing of why', async () => {
  const { identity } = open()
  const messages = new Set<string>()
  for (const { token, code } of identity.badTokens('orders')) {
    const thrown: unknown = await identity
      .verifier('orders')(token)
      .catch((fault: unknown) => fault)
    assert.ok(isFault(thrown) && thrown instanceof Fault)
    messages.add(`${code}: ${thrown.message} ${JSON.stringify(thrown.details)}`)
  }
  assert.equal(messages.size, 2)
})

test('an attestation is no access token', async () => {
  const { identity } = open()
  const attestation = await identity.attest('orders', 'orderPlaced', {
    principal: { subject: 'ada', scopes: [] },
    messageId: 'm1',
  })
  await assert.rejects(identity.verifier('orders')(attestation), refusal('token_refused'))
})

test('a token as long as the limit is read, one character more is not', async () => {
  const { identity } = open()
  const padded = (characters: number) => {
    const short = identity.token({ audience: 'orders', claims: { pad: '' } }).length
    // Four characters of a token hold three of its payload.
    let pad = Math.floor(((characters - short) * 3) / 4) - 4
    let token = ''
    while (token.length < characters)
      token = identity.token({ audience: 'orders', claims: { pad: 'x'.repeat(pad++) } })
    return token
  }
  await identity.verifier('orders')(padded(tokenCharactersMax))
  const long = padded(tokenCharactersMax + 1)
  await assert.rejects(identity.verifier('orders')(long), refusal('token_refused'))
})

test('a token ends exactly at its end, remembered or not', async () => {
  const { clock, identity } = open()
  const verify = identity.verifier('orders')
  const remembered = identity.token({ audience: 'orders', lifeMs: 30_000 })
  const fresh = identity.token({ audience: 'orders', lifeMs: 30_000 })
  await verify(remembered)
  await clock.advance(29_999)
  assert.equal((await verify(remembered)).subject, 'ada')
  await clock.advance(1)
  await assert.rejects(verify(remembered), refusal('token_expired'))
  await assert.rejects(verify(remembered), refusal('token_expired'))
  await assert.rejects(verify(fresh), refusal('token_expired'))
})

test('a token of a clock that runs ahead is taken within the skew', async () => {
  const { clock, identity } = open()
  const verify = identity.verifier('orders')
  const begins = Math.floor(clock.now() / 1000) + clockSkewMs / 1000
  const ahead = (iat: number) =>
    identity.token({ audience: 'orders', claims: { iat, nbf: iat, exp: iat + 300 } })
  await verify(ahead(begins))
  await assert.rejects(verify(ahead(begins + 1)), refusal('token_refused'))
})

test('a service takes tokens of five minutes and no longer ones; a gateway may take an hour', async () => {
  const { clock, identity } = open()
  const { issuer, keys } = identity
  const tokenMsMax = 3_600_000
  const gateway = createVerifier({ issuer, keys, clock, audience: 'store', tokenMsMax })
  await identity.verifier('orders')(identity.token({ audience: 'orders', lifeMs: 300_000 }))
  const long = identity.token({ audience: 'orders', lifeMs: 301_000 })
  await assert.rejects(identity.verifier('orders')(long), refusal('token_refused'))
  await gateway(identity.token({ audience: 'store', lifeMs: tokenMsMax }))
  const longer = identity.token({ audience: 'store', lifeMs: tokenMsMax + 1000 })
  await assert.rejects(gateway(longer), refusal('token_refused'))
})

test('verified tokens are remembered up to the limit, the oldest forgotten first', async () => {
  const { clock, identity } = open()
  const { issuer } = identity
  let finds = 0
  const find = (kid: string): Promise<PublicKey | null> => {
    finds++
    return identity.keys.find(kid)
  }
  const verify = createVerifier({
    issuer,
    audience: 'orders',
    keys: { find },
    clock,
    entriesMax: 2,
  })
  const [a, b, c] = ['a', 'b', 'c'].map((subject) =>
    identity.token({ audience: 'orders', subject }),
  )
  assert.ok(a !== undefined && b !== undefined && c !== undefined)
  for (const token of [a, b, a, b]) await verify(token)
  assert.equal(finds, 2)
  await verify(c)
  await verify(b)
  assert.equal(finds, 3)
  assert.equal((await verify(a)).subject, 'a')
  assert.equal(finds, 4)
})

test('a token of a withdrawn key stops counting within a minute', async () => {
  const { clock, identity } = open()
  let withdrawn = false
  const find = async (kid: string) => (withdrawn ? null : identity.keys.find(kid))
  const { issuer } = identity
  const verify = createVerifier({ issuer, audience: 'orders', keys: { find }, clock })
  const token = identity.token({ audience: 'orders' })
  await verify(token)
  withdrawn = true
  await clock.advance(60_000)
  await assert.rejects(verify(token), refusal('token_refused'))
})

test('a key of a foreign algorithm is passed over; ES256 is understood', async () => {
  const { generateKeyPair, exportJWK, SignJWT } = await import('jose')
  const clock = createSimulatedClock()
  const pair = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(pair.publicKey)), alg: 'ES256', kid: 'their.key-1' }
  const keys = parseKeys({ keys: [jwk, { kty: 'RSA', kid: 'r', n: 'AQAB', e: 'AQAB' }] })
  assert.deepEqual([...keys.keys()], ['their.key-1'])
  const iat = Math.floor(clock.now() / 1000)
  const token = await new SignJWT({ client_id: 'web', iat, exp: iat + 60, sub: 'ada', jti: '1' })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'their.key-1' })
    .setIssuer('https://their.test')
    .setAudience('orders')
    .sign(pair.privateKey)
  const find = (kid: string) => Promise.resolve(keys.get(kid) ?? null)
  const issuer = 'https://their.test'
  const verify = createVerifier({ issuer, audience: 'orders', keys: { find }, clock })
  assert.equal((await verify(token)).subject, 'ada')
})

test('a published set with a private key or two keys of one id is refused whole', async () => {
  const jwk = generatePrivateJwk()
  const { publicJwk } = createSigningKey(jwk)
  assert.throws(() => parseKeys({ keys: [{ ...publicJwk, d: jwk.d }] }), /private key/)
  assert.throws(() => parseKeys({ keys: [publicJwk, publicJwk] }), /two keys/)
  const many = (count: number) => ({ keys: Array.from({ length: count }, () => ({})) })
  assert.equal(parseKeys(many(1000)).size, 0)
  assert.throws(() => parseKeys(many(1001)), /at most 1000/)
})

test('attack: a signature of nothing, or of another kind of key, is none under an ES256 key', async () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = { ...pair.publicKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'theirs' }
  const keys = parseKeys({ keys: [jwk] })
  const find = (kid: string) => Promise.resolve(keys.get(kid) ?? null)
  const clock = createSimulatedClock()
  const issuer = 'https://their.test'
  const verify = createVerifier({ issuer, audience: 'orders', keys: { find }, clock })
  const iat = Math.floor(clock.now() / 1000)
  const names = { iss: issuer, aud: 'orders', sub: 'ada', client_id: 'web', jti: '1' }
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = (alg: string) =>
    `${encode({ alg, typ: 'at+jwt', kid: 'theirs' })}.${encode({ ...names, iat, exp: iat + 60 })}`
  const bytes = Buffer.from(input('ES256'))
  const right = sign('sha256', bytes, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' })
  const order = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'
  const edwards = generateKeyPairSync('ed25519').privateKey
  const forged: Readonly<Record<string, readonly [alg: string, signature: Buffer]>> = {
    '(0,0)': ['ES256', Buffer.alloc(64)],
    'the order of the curve, twice': ['ES256', Buffer.from(order + order, 'hex')],
    'half of it': ['ES256', right.subarray(0, 32)],
    'zero and the right half': ['ES256', Buffer.concat([Buffer.alloc(32), right.subarray(32)])],
    DER: ['ES256', sign('sha256', bytes, pair.privateKey)],
    'a digest of another length': [
      'ES256',
      sign('sha512', bytes, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }),
    ],
    'a key of Edwards': ['ES256', sign(null, bytes, edwards)],
    'a key of Edwards, said so': ['EdDSA', sign(null, Buffer.from(input('EdDSA')), edwards)],
  }
  assert.equal((await verify(`${input('ES256')}.${right.toString('base64url')}`)).subject, 'ada')
  for (const [name, [alg, signature]] of Object.entries(forged)) {
    const token = `${input(alg)}.${signature.toString('base64url')}`
    await assert.rejects(verify(token), refusal('token_refused'), name)
  }
})

test('attack: a part of a second more in the end gives no part of a second more of life', async () => {
  const { clock, identity } = open()
  const verify = identity.verifier('orders')
  const end = Math.floor(clock.now() / 1000) + 30.25
  const token = identity.token({ audience: 'orders', claims: { exp: end } })
  await clock.advance(30_249)
  assert.equal((await verify(token)).subject, 'ada')
  await clock.advance(1)
  await assert.rejects(verify(token), refusal('token_expired'))
})
