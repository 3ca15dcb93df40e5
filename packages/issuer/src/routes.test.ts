import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HttpRequest } from '@atoll/http'
import { createAttestor, createLocalKeys, createSigner } from '@atoll/identity'
import { Cancellation } from '@atoll/pipeline'
import { assertionMsMax, createAssertions, createAssertionVerifier } from './assertion.ts'
import { type Fixture, issuerName, openFixture } from './fixture.ts'
import { issuerRoutes } from './routes.ts'
import { grantTypes, tokenTypes } from './token-request.ts'

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

async function ask(fixture: Fixture, path: string, body: unknown = null) {
  const route = issuerRoutes(fixture.issuer).find((one) => one.path === path)
  assert.ok(route)
  const request: HttpRequest = {
    method: route.method,
    path,
    params: {},
    query: new URLSearchParams(),
    headers: {},
    body,
    bodyBytes: 0,
    cancellation: new Cancellation(),
    remoteAddress: '127.0.0.1',
  }
  const response = await route.handle(request)
  // Every answer of the issuer is a JSON object.
  const { json } = response.body as { readonly json: Record<string, unknown> }
  return { ...response, json }
}

function proof(fixture: Fixture, clientId: string) {
  const { clock, ids, keyOf } = fixture
  const assert = createAssertions({
    issuer: issuerName,
    clientId,
    key: keyOf(clientId),
    clock,
    ids,
  })
  return { client_assertion_type: jwtBearer, client_assertion: assert() }
}

async function exchangeForm(fixture: Fixture) {
  return {
    grant_type: grantTypes.exchange,
    subject_token: await fixture.session(),
    subject_token_type: tokenTypes.access,
    audience: 'orders',
    ...proof(fixture, 'gateway'),
  }
}

test('an exchange is answered as RFC 8693 says, and nobody may keep the answer', async () => {
  await using fixture = await openFixture()
  const { status, headers, json } = await ask(fixture, '/token', await exchangeForm(fixture))
  const { access_token, ...rest } = json
  assert.equal(status, 200)
  assert.equal(headers?.['cache-control'], 'no-store')
  assert.equal((await fixture.verifier('orders')(String(access_token))).subject, 'ada')
  assert.deepEqual(rest, {
    issued_token_type: tokenTypes.access,
    token_type: 'Bearer',
    expires_in: 300,
  })
})

test('requests that are not well formed are answered with an error of OAuth', async () => {
  await using fixture = await openFixture()
  const good = await exchangeForm(fixture)
  const cases: readonly (readonly [unknown, string])[] = [
    [null, 'invalid_request'],
    ['grant_type=x', 'invalid_request'],
    [{}, 'invalid_request'],
    [{ ...good, client_assertion_type: 'password' }, 'invalid_request'],
    [{ ...good, grant_type: 'password' }, 'unsupported_grant_type'],
    [{ ...good, grant_type: '' }, 'unsupported_grant_type'],
    [{ ...good, grant_type: [good.grant_type, good.grant_type] }, 'invalid_request'],
    [{ ...good, subject_token: '' }, 'invalid_request'],
    [{ ...good, audience: '' }, 'invalid_request'],
    [{ ...good, audience: ['orders', 'catalog'] }, 'invalid_request'],
    [{ ...good, subject_token_type: tokenTypes.attestation }, 'invalid_request'],
    [
      { ...good, subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
      'invalid_request',
    ],
    [{ ...good, requested_token_type: 'urn:x' }, 'invalid_request'],
    [{ ...good, actor_token: 'x' }, 'invalid_request'],
    [{ ...good, resource: 'https://x.test' }, 'invalid_request'],
    [{ ...good, scope: 'a  b' }, 'invalid_request'],
    [{ ...good, client_assertion: 'x' }, 'invalid_client'],
  ]
  for (const [form, error] of cases) {
    const { status, json, headers } = await ask(fixture, '/token', form)
    assert.equal(json['error'], error, JSON.stringify(form))
    assert.equal(status, error === 'invalid_client' ? 401 : 400)
    assert.equal(headers?.['cache-control'], 'no-store')
  }
  const unknownField = await ask(fixture, '/token', { ...good, colour: 'red' })
  assert.equal(unknownField.status, 200)
})

test('an assertion is good once', async () => {
  await using fixture = await openFixture()
  const form = await exchangeForm(fixture)
  assert.equal((await ask(fixture, '/token', form)).status, 200)
  const again = await ask(fixture, '/token', form)
  assert.deepEqual([again.status, again.json['error']], [401, 'invalid_client'])
})

test('only the own key, type, audience, name and minute make an assertion', async () => {
  await using fixture = await openFixture()
  const { clock, keyOf, issuer } = fixture
  const key = keyOf('orders')
  const iat = Math.floor(clock.now() / 1000)
  const good = { iss: 'orders', sub: 'orders', aud: issuerName, jti: '1', iat, exp: iat + 60 }
  const type = 'client-authentication+jwt'
  const sign = createSigner(key, type)
  assert.equal(await issuer.authenticateClient(sign(good)), 'orders')
  const attestation = await createAttestor({ service: 'orders', key, clock }).attest({
    principal: { subject: 'orders', scopes: [] },
    messageId: 'm1',
    event: 'orderPlaced',
  })
  const wrong = {
    'another type': createSigner(key, 'atoll-event+jwt')({ ...good, jti: '2' }),
    'an access token': createSigner(key, 'at+jwt')({ ...good, jti: '3' }),
    'a real attestation': attestation,
    'the key of another': createSigner(keyOf('catalog'), type)({ ...good, jti: '4' }),
    'another subject': sign({ ...good, jti: '5', sub: 'catalog' }),
    'another audience': sign({ ...good, jti: '6', aud: `${issuerName}/token` }),
    'two audiences': sign({ ...good, jti: '7', aud: [issuerName, 'https://other.test'] }),
    'a longer life': sign({ ...good, jti: '8', exp: iat + 61 }),
    'no end': sign({ ...good, jti: '9', exp: undefined }),
    'no id': sign({ ...good, jti: undefined }),
    'no name': sign({ ...good, jti: '10', iss: undefined }),
    'the past': sign({ ...good, jti: '11', iat: iat - 60, exp: iat }),
    'a second use': sign(good),
  }
  for (const [name, assertion] of Object.entries(wrong))
    await assert.rejects(issuer.authenticateClient(assertion), { code: 'client_refused' }, name)
})

test('used assertions are remembered up to the limit and until their end', async () => {
  await using fixture = await openFixture()
  const { clock, ids, keyOf, issuer } = fixture
  const keys = createLocalKeys(() => issuer.clientKeys())
  const verify = createAssertionVerifier({ issuer: issuerName, keys, clock, entriesMax: 3 })
  const key = keyOf('orders')
  const make = createAssertions({ issuer: issuerName, clientId: 'orders', key, clock, ids })
  for (let made = 0; made < 3; made++) await verify(make())
  await assert.rejects(verify(make()), { kind: 'unavailable', code: 'issuer_busy' })
  await clock.advance(assertionMsMax)
  for (let made = 0; made < 3; made++) assert.equal(await verify(make()), 'orders')
})

test('keys and metadata say where everything is', async () => {
  await using fixture = await openFixture()
  const keys = await ask(fixture, '/jwks')
  assert.deepEqual(keys.json, fixture.issuer.keys())
  assert.equal(keys.headers?.['cache-control'], 'public, max-age=150')
  const services = await ask(fixture, '/services/jwks')
  assert.deepEqual(
    (services.json['keys'] as { owner: string }[]).map(({ owner }) => owner),
    ['gateway', 'orders', 'catalog', 'payments'],
  )
  const { json } = await ask(fixture, '/.well-known/oauth-authorization-server')
  assert.equal(json['issuer'], issuerName)
  assert.equal(json['token_endpoint'], `${issuerName}/token`)
  assert.deepEqual(json['grant_types_supported'], Object.values(grantTypes))
  // Source RFC 7523 and RFC 8414: the registered name, which other clients look for.
  assert.deepEqual(json['token_endpoint_auth_methods_supported'], ['private_key_jwt'])
})

test('no answer shows a token that was sent', async () => {
  await using fixture = await openFixture()
  const good = await exchangeForm(fixture)
  const { json } = await ask(fixture, '/token', { ...good, audience: 'payments' })
  assert.equal(json['error'], 'invalid_target')
  assert.ok(!JSON.stringify(json).includes(good.subject_token.slice(0, 40)))
})
