/** A plain server asks for tokens of an issuer that is not ours: its documents, its keys, its ways of writing. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { systemClock } from '@atoll/pipeline'
import { SignJWT } from 'jose'
import { createSigningKey, generatePrivateJwk } from './key.ts'
import { toBadTokens } from './bad-tokens.ts'
import { createSigner } from './sign.ts'
import { openTokenCheck, type TokenCheckSettings } from './token-check.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const edwards = createSigningKey(generatePrivateJwk())
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwkOf = (key: KeyObject, kid: string, more: object = {}) => ({
  ...key.export({ format: 'jwk' }),
  kid,
  ...more,
})

/** As Keycloak and Spring's authorization server publish theirs: keys that encrypt, keys without `alg`. */
const set = {
  keys: [
    jwkOf(rsa.publicKey, 'encrypts', { use: 'enc', alg: 'RSA-OAEP' }),
    jwkOf(rsa.publicKey, 'rsa'),
    jwkOf(weak.publicKey, 'weak', { use: 'sig', alg: 'RS256' }),
    jwkOf(curve.publicKey, 'curve'),
    edwards.publicJwk,
  ],
}

let issuer: Awaited<ReturnType<typeof serve>>
/** What the issuer's document says of itself. */
let named = (): object => ({ issuer: `${issuer.url}/realms/shop`, jwks_uri: `${issuer.url}/certs` })
before(async () => {
  issuer = await serve((request, response) => {
    const answers: Readonly<Record<string, () => object>> = {
      '/realms/shop/.well-known/openid-configuration': () => named(),
      '/certs': () => set,
    }
    const answer = answers[request.url ?? '']
    response.statusCode = answer === undefined ? 404 : 200
    response.end(JSON.stringify(answer?.() ?? {}))
  })
})
after(() => issuer[Symbol.asyncDispose]())

const open = (settings: Partial<TokenCheckSettings> = {}) =>
  openTokenCheck({ issuer: `${issuer.url}/realms/shop`, audience: 'catalog', ...settings })

const nowSeconds = () => Math.floor(systemClock.now() / 1000)
const claimsNow = (more: object = {}) => ({
  iss: `${issuer.url}/realms/shop`,
  aud: 'catalog',
  sub: 'ada',
  iat: nowSeconds(),
  exp: nowSeconds() + 300,
  scope: 'catalog:read',
  ...more,
})
const sign = (claims: object, header: object = {}, key: KeyObject = rsa.privateKey) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'rsa', ...header }).sign(key)

const believed: Readonly<Record<string, () => Promise<string>>> = {
  "Keycloak's": () =>
    sign(claimsNow({ aud: ['account', 'catalog'], typ: 'Bearer', azp: 'web' }), { typ: 'JWT' }),
  "Spring's, whose scopes are a list and whose type is not said": () =>
    sign(claimsNow({ scope: ['catalog:read'] })),
  "Entra's, with the digest of a certificate and `scp`": () =>
    sign(claimsNow({ scope: undefined, scp: 'catalog:read' }), { typ: 'JWT', x5t: 'abc' }),
  'one of RFC 9068, on a curve': () =>
    sign(claimsNow(), { alg: 'ES256', kid: 'curve', typ: 'at+jwt' }, curve.privateKey),
  'one of ours': async () =>
    createSigner(edwards, 'at+jwt')(claimsNow({ client_id: 'web', jti: '1' })),
}
for (const [whose, make] of Object.entries(believed))
  test(`${whose} is believed`, async () => {
    await using tokens = open()
    const { subject, scopes, claims } = await tokens.verify(await make())
    assert.deepEqual([subject, scopes, claims['sub']], ['ada', ['catalog:read'], 'ada'])
  })

const disbelieved: Readonly<Record<string, () => Promise<string>>> = {
  'for another service': () => sign(claimsNow({ aud: ['account', 'orders'] })),
  'of another issuer': () => sign(claimsNow({ iss: 'https://id.evil.test' })),
  'signed by somebody else': () => sign(claimsNow(), {}, stranger.privateKey),
  'signed by a key that encrypts': () => sign(claimsNow(), { kid: 'encrypts' }),
  'signed by a key of 1024 bits': () => sign(claimsNow(), { kid: 'weak', alg: 'RS256' }),
  'signed by a key that nobody published': () => sign(claimsNow(), { kid: 'none' }),
  'that names its own key': () => sign(claimsNow(), { jwk: jwkOf(rsa.publicKey, 'rsa') }),
  'that says where its key is': () => sign(claimsNow(), { jku: `${issuer.url}/certs` }),
  'by another algorithm than its key': () => sign(claimsNow(), { alg: 'RS512' }),
  'of another type': () => sign(claimsNow(), { typ: 'dpop+jwt' }),
  "that is Keycloak's identity token": () => sign(claimsNow({ typ: 'ID' }), { typ: 'JWT' }),
  "that is Keycloak's refresh token": () => sign(claimsNow({ typ: 'Refresh' }), { typ: 'JWT' }),
  'bound to a key that is not shown': () => sign(claimsNow({ cnf: { jkt: 'abc' } })),
  'without a subject': () => sign(claimsNow({ sub: undefined })),
  'without an end': () => sign(claimsNow({ exp: undefined })),
  'of a longer life than a day': () => sign(claimsNow({ exp: nowSeconds() + 90_000 })),
  'with scopes that are none': () => sign(claimsNow({ scope: [{ a: 1 }, '\u0000'] })),
}
for (const [what, make] of Object.entries(disbelieved))
  test(`attack: a token ${what} opens nothing`, async () => {
    await using tokens = open()
    await assert.rejects(
      make().then((token) => tokens.verify(token)),
      (thrown: unknown) =>
        // jose itself signs with no such short key.
        (thrown instanceof TypeError && what.includes('1024')) ||
        Reflect.get(Object(thrown), 'code') === 'token_refused',
    )
  })

/** What our own borders refuse and other issuers write: the strict form is theirs alone. */
const usual = [
  'x5t',
  'typ of an ID token',
  'no typ',
  'no client_id',
  'no jti',
  // The issuer of this test is one.
  'the issuer over plain http',
  'an id that is a number',
  'an empty id',
  'a client that is null',
  'a list of two audiences',
  'the audience twice',
  'the audience among strangers',
  'scopes as a list',
]

test('attack: of every bad token we know only the usual ways of others are believed', async () => {
  await using tokens = open()
  const claims = claimsNow({ client_id: 'web', jti: '1' })
  const corpus = toBadTokens({
    key: edwards,
    serviceKey: createSigningKey(generatePrivateJwk(), 'stranger'),
    claims: { ...claims, iat: nowSeconds() },
    lifeSecondsMax: 86_400,
  })
  const opened: string[] = []
  for (const { name, token } of corpus)
    await tokens.verify(token).then(
      () => opened.push(name),
      () => {},
    )
  assert.deepEqual(opened, usual)
})

test('an expired token is told from a bad one', async () => {
  await using tokens = open()
  const token = await sign(claimsNow({ iat: nowSeconds() - 400, exp: nowSeconds() - 100 }))
  await assert.rejects(tokens.verify(token), { code: 'token_expired' })
})

test('a plain server passes on whom it may, and tells others why not', async () => {
  await using tokens = open()
  const check = tokens.require('catalog:read')
  await using service = await serve((request, response) => {
    if (request.url === '/open') response.end(tokens.callerOf(request).subject)
    else check(request, response, () => response.end(tokens.callerOf(request).subject))
  })
  const ask = async (authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization }
    const reply = await fetch(service.url, { headers })
    return [reply.status, reply.headers.get('www-authenticate'), await reply.text()]
  }
  assert.deepEqual(await ask(`Bearer ${await sign(claimsNow())}`), [200, null, 'ada'])
  const [status, challenge, body] = await ask()
  assert.deepEqual([status, challenge], [401, 'Bearer'])
  assert.match(String(body), /"code":"token_missing"/)
  assert.deepEqual((await ask('Bearer a.b.c')).slice(0, 2), [401, 'Bearer error="invalid_token"'])
  assert.deepEqual((await ask('Basic YTpi')).slice(0, 2), [401, 'Bearer'])
  const narrow = await sign(claimsNow({ scope: 'orders:read' }))
  assert.deepEqual((await ask(`Bearer ${narrow}`)).slice(0, 2), [
    403,
    'Bearer error="insufficient_scope"',
  ])
})

test("another issuer's document is nobody's, and while there are no keys the answer is 503", async () => {
  const before = named
  named = () => ({ issuer: 'https://id.evil.test', jwks_uri: `${issuer.url}/certs` })
  try {
    const warned = once(process, 'warning')
    await using tokens = open()
    await assert.rejects(tokens.verify(await sign(claimsNow())), { code: 'identity_unavailable' })
    const [warning] = (await warned) as readonly unknown[]
    assert.match(String(warning), /keys could not be loaded/)
  } finally {
    named = before
  }
})

test('where an issuer does not say it, the place of its keys can be set', async () => {
  await using tokens = open({ keysUrl: `${issuer.url}/certs` })
  assert.equal((await tokens.verify(await sign(claimsNow()))).subject, 'ada')
  assert.throws(() => open({ issuer: 'catalog' }), /write an issuer like/)
  assert.throws(() => open({ issuer: '' }), /write an issuer like .*, not an empty text/)
})
