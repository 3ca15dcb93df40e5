import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestIdentity } from '@atoll/identity/testing'
import { Fault } from '@atoll/pipeline'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { Client } from './client.ts'
import { issuerName, openFixture } from './fixture.ts'
import { openIssuer } from './issuer.ts'
import { createLocalTokenSource } from './service-tokens.ts'
import { tokenSourceCases } from './token-source-cases.ts'

tokenSourceCases('in one process', async () => {
  const fixture = await openFixture()
  return {
    fixture,
    as: (client) => createLocalTokenSource(fixture.issuer, client),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  }
})

test('a token has every claim that RFC 9068 asks for, and no other', async () => {
  await using fixture = await openFixture()
  const subjectToken = await fixture.session()
  const iat = fixture.clock.now() / 1000
  assert.deepEqual(decodeProtectedHeader(subjectToken), {
    alg: 'EdDSA',
    typ: 'at+jwt',
    kid: fixture.issuer.keys().keys[0]?.kid,
  })
  const { jti, ...claims } = decodeJwt(subjectToken)
  assert.match(jti ?? '', /^[0-9a-f-]{36}$/)
  assert.deepEqual(claims, {
    iss: issuerName,
    sub: 'ada',
    aud: 'store',
    client_id: 'gateway',
    scope: 'order pay',
    iat,
    exp: iat + 3600,
  })
})

test('no bad token is exchanged', async () => {
  await using fixture = await openFixture()
  const { clock, issuer } = fixture
  const forger = createTestIdentity({ clock, issuer: issuerName })
  const good = forger.token({ audience: 'store' })
  const bad = forger.badTokens('store').map(({ token }) => token)
  for (const subjectToken of [good, ...bad])
    await assert.rejects(
      issuer.exchange({ clientId: 'gateway', subjectToken, audience: 'orders' }),
      (thrown) => thrown instanceof Fault && thrown.kind === 'unauthenticated',
    )
})

test('the chain of actors is told up to eight and stays verifiable beyond', async () => {
  await using fixture = await openFixture()
  let subjectToken = await fixture.session()
  const hop = async (clientId: string, audience: string) => {
    subjectToken = (await fixture.issuer.exchange({ clientId, subjectToken, audience })).token
  }
  await hop('gateway', 'orders')
  for (let round = 0; round < 5; round++) {
    await hop('orders', 'payments')
    await hop('payments', 'orders')
  }
  assert.equal((await fixture.verifier('orders')(subjectToken)).subject, 'ada')
  assert.equal(JSON.stringify(decodeJwt(subjectToken)['act']).match(/"sub"/g)?.length, 8)
})

test('lives beyond what services take cannot be set', async () => {
  await using fixture = await openFixture()
  const { options } = fixture
  for (const wrong of [{ serviceTokenMs: 300_001 }, { sessionMs: 3_600_001 }, { sessionMs: 999 }])
    await assert.rejects(openIssuer({ ...options, ...wrong }), /1000 to \d+ ms/)
  await using one = await openIssuer({ ...options, serviceTokenMs: 300_000, sessionMs: 1000 })
  assert.equal(one.issuer, issuerName)
})

test('wrong clients are refused at start, every mistake at once', async () => {
  await using fixture = await openFixture()
  const { options, keyOf } = fixture
  const client = (id: string, rest: Partial<Client> = {}): Client => {
    return { id, uses: [], keys: [keyOf(id).publicJwk], ...rest }
  }
  const clients = [
    client('a'),
    client('a', { audience: 'b' }),
    client('b'),
    client('C'),
    client('d', { keys: [] }),
    client('e', { keys: [keyOf('a').publicJwk] }),
    client('f', { uses: ['store'] }),
    client('g', { scopes: ['two words'] }),
  ]
  await assert.rejects(openIssuer({ ...options, clients }), (thrown) => {
    assert.ok(thrown instanceof TypeError)
    for (const part of [
      "two have the id 'a'",
      "two have the audience 'b'",
      "'C' is no name",
      "'d' has no key",
      "of 'e' is not marked as owned by it",
      "'f' uses 'store'",
      "'g' names 'two words'",
    ])
      assert.ok(thrown.message.includes(part), part)
    return true
  })
})

test('attack: nobody is signed in under a name that no log, header or database shows as it is', async () => {
  await using fixture = await openFixture()
  const scopes: readonly string[] = []
  for (const subject of ['', 'a\0', 'a\nb', 'a\ud800', '\u202ea', 'a\u200b', 'a'.repeat(256)])
    await assert.rejects(
      fixture.issuer.issueSession({ clientId: 'gateway', subject, scopes }),
      /a subject has 1 to 255 characters/,
      JSON.stringify(subject),
    )
  const subject = 'ü'.repeat(255)
  const { token } = await fixture.issuer.issueSession({ clientId: 'gateway', subject, scopes })
  assert.equal((await fixture.verifier('store')(token)).subject, subject)
})
