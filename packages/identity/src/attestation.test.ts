import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { decodeJwt } from 'jose'
import { createAttestationVerifier, createAttestor } from './attestation.ts'
import { tokenCharactersMax } from './jwt.ts'
import { createSigner } from './sign.ts'
import { createTestIdentity } from './testing.ts'

const principal = { subject: 'ada', scopes: ['order', 'pay'] }
const message = { messageId: 'm1', emitter: 'orders', event: 'orderPlaced' }
const isRefused = (thrown: unknown) =>
  thrown instanceof Fault &&
  thrown.kind === 'unauthenticated' &&
  thrown.code === 'attestation_refused'

async function open() {
  const clock = createSimulatedClock()
  const identity = createTestIdentity({ clock })
  const attestation = await identity.attest('orders', 'orderPlaced', { principal, messageId: 'm1' })
  const verifier = createAttestationVerifier({ keys: identity.keys, clock })
  return { clock, identity, attestation, verifier }
}

test('names who caused an event, also after many days', async () => {
  const { clock, attestation, verifier } = await open()
  await clock.advance(400 * 24 * 3_600_000)
  assert.deepEqual(await verifier.verify(attestation, message), principal)
})

test('counts for one message, one emitter and one event', async () => {
  const { attestation, verifier } = await open()
  for (const other of [{ messageId: 'm2' }, { event: 'orderPaid' }, { emitter: 'payments' }])
    await assert.rejects(verifier.verify(attestation, { ...message, ...other }), isRefused)
})

test('a service cannot speak for another, by its own key or under its name', async () => {
  const { clock, identity, verifier } = await open()
  const about = { principal, messageId: 'm1' }
  const own = await identity.attest('payments', 'orderPlaced', about)
  await assert.rejects(verifier.verify(own, message), isRefused)
  const key = identity.serviceKey('payments')
  assert.throws(() => createAttestor({ service: 'orders', key, clock }), /not one of orders/)
  // Claims to be of orders, under the key of payments.
  const renamed = { ...key, publicJwk: { ...key.publicJwk, owner: 'orders' } }
  const forged = createAttestor({ service: 'orders', key: renamed, clock })
  const attestation = await forged.attest({ ...about, event: 'orderPlaced' })
  await assert.rejects(verifier.verify(attestation, message), isRefused)
})

test('an access token is no attestation, by whichever key', async () => {
  const { attestation, identity, verifier } = await open()
  const claims = { iss: 'orders', jti: 'm1', event: 'orderPlaced', aud: undefined }
  const token = identity.token({ audience: 'orders', claims })
  await assert.rejects(verifier.verify(token, message), isRefused)
  // The right key and claims, and only the type is another.
  const same = decodeJwt(attestation)
  for (const typ of ['at+jwt', 'client-authentication+jwt'] as const) {
    const other = createSigner(identity.serviceKey('orders'), typ)(same)
    await assert.rejects(verifier.verify(other, message), isRefused)
  }
})

for (const { name, token } of createTestIdentity({ clock: createSimulatedClock() }).badTokens(
  'orders',
))
  test(`attack: no attestation: ${name}`, async () => {
    const { verifier } = await open()
    await assert.rejects(verifier.verify(token, message), isRefused)
  })

test('an attestation that leaves anything out is none', async () => {
  const { identity, verifier, attestation } = await open()
  const sign = createSigner(identity.serviceKey('orders'), 'atoll-event+jwt')
  const claims = decodeJwt(attestation)
  await verifier.verify(sign(claims), message)
  for (const name of ['iss', 'sub', 'jti', 'iat', 'event']) {
    const without = sign({ ...claims, [name]: undefined })
    await assert.rejects(verifier.verify(without, message), isRefused, name)
  }
  const addressed = sign({ ...claims, aud: 'payments' })
  await assert.rejects(verifier.verify(addressed, message), isRefused)
})

test('an attestation as long as the limit is read, one character more is not', async () => {
  const { identity, verifier, attestation } = await open()
  const sign = createSigner(identity.serviceKey('orders'), 'atoll-event+jwt')
  const padded = (pad: number) => sign({ ...decodeJwt(attestation), pad: 'x'.repeat(pad) })
  let pad = ((tokenCharactersMax - padded(0).length) >> 2) * 3
  while (padded(pad).length < tokenCharactersMax) pad++
  await verifier.verify(padded(pad), message)
  while (padded(pad).length === tokenCharactersMax) pad++
  await assert.rejects(verifier.verify(padded(pad), message), isRefused)
})

test('a limit of age is kept where one is set', async () => {
  const { clock, identity, attestation } = await open()
  const ageMsMax = 60_000
  const verifier = createAttestationVerifier({ keys: identity.keys, clock, ageMsMax })
  await clock.advance(65_000)
  assert.equal((await verifier.verify(attestation, message)).subject, 'ada')
  await clock.advance(1000)
  await assert.rejects(verifier.verify(attestation, message), { code: 'attestation_expired' })
})

test('scopes that could not be read again are not signed', async () => {
  const { identity } = await open()
  const about = { principal: { subject: 'ada', scopes: ['two words'] }, messageId: 'm1' }
  await assert.rejects(identity.attest('orders', 'orderPlaced', about), TypeError)
})
