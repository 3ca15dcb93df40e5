import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { openHttpPool, openListener } from '@atoll/http'
import {
  createAttestationVerifier,
  createAttestor,
  createCachedExchange,
  createVerifier,
} from '@atoll/identity'
import { Fault, silentLog, systemClock } from '@atoll/pipeline'
import { issuerName, openFixture } from './fixture.ts'
import { createHttpKeys, createHttpTokenSource } from './http-token-source.ts'
import { issuerRoutes } from './routes.ts'
import { tokenSourceCases } from './token-source-cases.ts'

/** The issuer behind a real listener, asked through a real pool; time for tokens stays simulated. */
async function open() {
  const fixture = await openFixture()
  const clock = systemClock
  const routes = issuerRoutes(fixture.issuer)
  const listener = await openListener({ port: 0, routes, log: silentLog, clock })
  const pool = openHttpPool({ clock })
  const url = listener.address
  return {
    fixture,
    pool,
    url,
    listener,
    as: (clientId: string) =>
      createHttpTokenSource({
        url,
        clientId,
        pool,
        issuer: issuerName,
        key: fixture.keyOf(clientId),
        clock: fixture.clock,
        ids: fixture.ids,
      }),
    async [Symbol.asyncDispose]() {
      await pool[Symbol.asyncDispose]()
      await listener[Symbol.asyncDispose]()
      await fixture[Symbol.asyncDispose]()
    },
  }
}

tokenSourceCases('over HTTP', open)

test('tokens and attestations are verified with keys loaded over HTTP', async () => {
  await using asking = await open()
  const { fixture, pool, url } = asking
  const { clock } = fixture
  const keys = createHttpKeys({ url: `${url}/jwks`, pool, clock })
  const verify = createVerifier({ issuer: issuerName, audience: 'orders', keys, clock })
  const tokens = createCachedExchange(asking.as('gateway'), { clock })
  const subjectToken = await fixture.session()
  const { token } = await tokens.exchange({ subjectToken, audience: 'orders' })
  assert.equal((await verify(token)).subject, 'ada')

  const serviceKeys = createHttpKeys({ url: `${url}/services/jwks`, pool, clock })
  const attestations = createAttestationVerifier({ keys: serviceKeys, clock })
  const attestor = createAttestor({ service: 'orders', key: fixture.keyOf('orders'), clock })
  const principal = { subject: 'ada', scopes: ['order'] }
  const attestation = await attestor.attest({ principal, messageId: 'm1', event: 'orderPlaced' })
  const message = { messageId: 'm1', emitter: 'orders', event: 'orderPlaced' }
  assert.deepEqual(await attestations.verify(attestation, message), principal)
})

test('keys of services are no keys of the issuer, even if they were asked at the wrong place', async () => {
  await using asking = await open()
  const { fixture, pool, url } = asking
  const { clock } = fixture
  const keys = createHttpKeys({ url: `${url}/services/jwks`, pool, clock })
  const verify = createVerifier({ issuer: issuerName, audience: 'orders', keys, clock })
  const subjectToken = await fixture.session()
  const { token } = await asking.as('gateway').exchange({ subjectToken, audience: 'orders' })
  await assert.rejects(verify(token), { code: 'token_refused' })
})

test('an issuer that is gone is unavailable: nothing was executed, nobody is signed out', async () => {
  await using asking = await open()
  const { fixture, pool, url } = asking
  const { clock } = fixture
  const subjectToken = await fixture.session()
  await asking.listener.stop(0)
  const isAway = (thrown: unknown) =>
    thrown instanceof Fault && thrown.kind === 'unavailable' && thrown.executed === 'no'
  const wish = { subjectToken, audience: 'orders' }
  await assert.rejects(asking.as('gateway').exchange(wish), isAway)
  const keys = createHttpKeys({ url: `${url}/jwks`, pool, clock })
  await assert.rejects(keys.find('any'), isAway)
})

test('what answers and is no issuer is unavailable too', async () => {
  await using asking = await open()
  const { fixture } = asking
  const elsewhere = createHttpTokenSource({
    url: `${asking.url}/elsewhere`,
    issuer: issuerName,
    clientId: 'gateway',
    key: fixture.keyOf('gateway'),
    pool: asking.pool,
    clock: fixture.clock,
    ids: fixture.ids,
  })
  await assert.rejects(elsewhere.own(), { kind: 'unavailable', code: 'issuer_unavailable' })
})

test('an answer that breaks off leaves the call it was for not executed, so that it may be repeated', async () => {
  await using asking = await open()
  const { fixture, pool } = asking
  const breaking = createServer((socket) => socket.once('data', () => socket.destroy()))
  await once(breaking.listen(0, '127.0.0.1'), 'listening')
  // A server on a port has an address of this form.
  const { port } = breaking.address() as AddressInfo
  const tokens = createHttpTokenSource({
    url: `http://127.0.0.1:${port}`,
    clientId: 'gateway',
    key: fixture.keyOf('gateway'),
    pool,
    clock: fixture.clock,
    ids: fixture.ids,
  })
  try {
    await assert.rejects(tokens.own(), { kind: 'unavailable', executed: 'no' })
  } finally {
    breaking.close()
  }
})

test('keys count only with a status of success', async () => {
  await using asking = await open()
  const { fixture, pool } = asking
  const handle = async () => ({ status: 500, body: { json: fixture.issuer.keys() } })
  const routes = [{ method: 'GET', path: '/jwks', handle }] as const
  const settings = { port: 0, routes, log: silentLog, clock: systemClock }
  await using failing = await openListener(settings)
  const keys = createHttpKeys({ url: `${failing.address}/jwks`, pool, clock: fixture.clock })
  const [key] = fixture.issuer.keys().keys
  await assert.rejects(keys.find(key?.kid ?? ''), { code: 'identity_unavailable' })
})
