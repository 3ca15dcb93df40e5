import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, contract, event, type Operation, query, scope } from '@atoll/contract'
import {
  type Context,
  createContext,
  type Deliver,
  Fault,
  type Message,
  type Notice,
  type Step,
} from '@atoll/pipeline'
import { createSeededIds, createSimulatedClock } from '@atoll/pipeline/simulated'
import { z } from 'zod'
import { createAttestationVerifier } from './attestation.ts'
import { acceptAttestation, authenticate, authorize, exchange, withhold } from './steps.ts'
import { createTestIdentity } from './testing.ts'
import type { ExchangeRequest } from './token-source.ts'

const orders = contract('orders', 1, {
  list: query({ input: z.object({}), output: z.object({}), allow: scope('order', 'read') }),
  whoami: query({ input: z.object({}), output: z.object({}), allow: scope() }),
  menu: query({ input: z.object({}), output: z.object({}), allow: anyone }),
  orderPlaced: event({ data: z.object({ id: z.string() }), key: 'id', says: 'order placed' }),
})

const clock = createSimulatedClock()
const identity = createTestIdentity({ clock })
const ids = createSeededIds(1, clock)
const reader = { subject: 'ada', scopes: ['read', 'order'] }

/** Runs one call through one step and answers the context that arrives behind it. */
async function pass(step: Step, operation: Operation, context: Partial<Context>): Promise<Context> {
  const whole = createContext(ids, { caller: 'test', ...context })
  return arrive(step, { kind: 'call', operation, input: {}, context: whole })
}

async function arrive(step: Step, message: Message): Promise<Context> {
  const seen: Message[] = []
  const next: Deliver = async (arrived) => void seen.push(arrived)
  await step(next)(message)
  assert.equal(seen.length, 1)
  const [arrived] = seen
  assert.ok(arrived)
  return arrived.context
}

const fault = (kind: string, code: string) => (thrown: unknown) =>
  thrown instanceof Fault && thrown.kind === kind && thrown.code === code

test('authenticate: a token with all scopes becomes the principal', async () => {
  const credential = identity.token({ audience: 'orders', ...reader })
  const step = authenticate(identity.verifier('orders'))
  const { principal } = await pass(step, orders.list, { credential })
  assert.deepEqual(principal, reader)
})

test('authenticate: without a token, without a scope, with a token for another service', async () => {
  const step = authenticate(identity.verifier('orders'))
  const missing = fault('unauthenticated', 'token_missing')
  await assert.rejects(pass(step, orders.list, {}), missing)
  await assert.rejects(pass(step, orders.whoami, {}), missing)
  const some = identity.token({ audience: 'orders', scopes: ['order'] })
  const forbidden = fault('forbidden', 'scope_missing')
  await assert.rejects(pass(step, orders.list, { credential: some }), forbidden)
  assert.equal((await pass(step, orders.whoami, { credential: some })).principal?.subject, 'ada')
  for (const audience of ['payments', 'store', 'orders-2']) {
    const foreign = identity.token({ audience, ...reader })
    const refused = fault('unauthenticated', 'token_refused')
    await assert.rejects(pass(step, orders.list, { credential: foreign }), refused)
  }
})

test('authenticate: anyone may come, but a bad token is not passed over', async () => {
  const step = authenticate(identity.verifier('orders'))
  assert.equal((await pass(step, orders.menu, {})).principal, null)
  const credential = identity.token({ audience: 'orders' })
  assert.equal((await pass(step, orders.menu, { credential })).principal?.subject, 'ada')
  for (const { token, name } of identity.badTokens('orders'))
    await assert.rejects(pass(step, orders.menu, { credential: token }), Fault, name)
})

test('authenticate: a principal that came from elsewhere does not count', async () => {
  const step = authenticate(identity.verifier('orders'))
  const missing = fault('unauthenticated', 'token_missing')
  await assert.rejects(pass(step, orders.list, { principal: reader }), missing)
  assert.equal((await pass(step, orders.menu, { principal: reader })).principal, null)
})

test('authorize: asks the principal that is already verified', async () => {
  const step = authorize()
  assert.deepEqual((await pass(step, orders.list, { principal: reader })).principal, reader)
  assert.equal((await pass(step, orders.menu, {})).principal, null)
  await assert.rejects(pass(step, orders.list, {}), fault('unauthenticated', 'token_missing'))
  const some = { subject: 'ada', scopes: ['read'] }
  const forbidden = fault('forbidden', 'scope_missing')
  await assert.rejects(pass(step, orders.list, { principal: some }), forbidden)
})

test('exchange: the credential is replaced by one for the callee', async () => {
  const asked: ExchangeRequest[] = []
  const step = exchange({
    async exchange(request) {
      asked.push(request)
      return { token: 'for-orders', expiresAt: clock.now() + 1 }
    },
  })
  const { credential } = await pass(step, orders.list, { credential: 'mine' })
  assert.equal(credential, 'for-orders')
  assert.deepEqual(asked, [{ subjectToken: 'mine', audience: 'orders' }])
  assert.equal((await pass(step, orders.menu, {})).credential, null)
  assert.equal((await pass(step, orders.menu, { credential: 'mine' })).credential, 'for-orders')
  await assert.rejects(pass(step, orders.list, {}), fault('unauthenticated', 'token_missing'))
})

test('exchange: a cancelled call does not wait for the issuer', async () => {
  const step = exchange({ exchange: () => new Promise(() => {}) })
  const context = createContext(ids, { caller: 'test', credential: 'mine' })
  const message: Message = { kind: 'call', operation: orders.list, input: {}, context }
  const waiting = step(async () => {})(message)
  const reason = new Fault({ kind: 'deadline', code: 'deadline', message: '' })
  context.cancellation.cancel(reason)
  await assert.rejects(waiting, reason)
})

test('withhold: whoever is outside sees neither credential nor principal; ours go on as before', async () => {
  const source = { exchange: async () => ({ token: 'for-orders', expiresAt: clock.now() + 1 }) }
  const carried = { credential: 'mine', principal: reader }
  const outside = withhold(new Set(['orders']), exchange(source))
  const { credential, principal } = await pass(outside, orders.list, carried)
  assert.deepEqual([credential, principal], [null, null])
  // It is asked for without a credential too: the other side decides.
  assert.equal((await pass(outside, orders.list, {})).credential, null)
  for (const others of [['billing'], []]) {
    const within = withhold(new Set(others), exchange(source))
    assert.equal((await pass(within, orders.list, carried)).credential, 'for-orders')
  }
})

test('acceptAttestation: the signed principal, and what can be exchanged for it', async () => {
  const step = acceptAttestation(createAttestationVerifier({ keys: identity.keys, clock }))
  const attested = await identity.attest('orders', 'orderPlaced', {
    principal: reader,
    messageId: 'm1',
  })
  const notice = (parts: Partial<Notice>): Notice => ({
    kind: 'event',
    event: orders.orderPlaced,
    id: 'm1',
    key: '1',
    data: { id: '1' },
    at: clock.now(),
    attestation: attested,
    context: createContext(ids, { caller: 'relay', principal: reader, credential: 'smuggled' }),
    ...parts,
  })
  const { principal, credential } = await arrive(step, notice({}))
  assert.deepEqual(principal, reader)
  assert.equal(credential, attested)
  const nobody = await arrive(step, notice({ attestation: null }))
  assert.deepEqual([nobody.principal, nobody.credential], [null, null])
  const refused = fault('unauthenticated', 'attestation_refused')
  await assert.rejects(arrive(step, notice({ id: 'm2' })), refused)
  const token = identity.token({ audience: 'orders', ...reader })
  await assert.rejects(arrive(step, notice({ attestation: token })), refused)
})

test('each step leaves the other kind of message alone', async () => {
  const accept = acceptAttestation(createAttestationVerifier({ keys: identity.keys, clock }))
  const call = await pass(accept, orders.menu, { credential: 'c' })
  assert.equal(call.credential, 'c')
  const context = createContext(ids, { caller: 'test' })
  const parts = { event: orders.orderPlaced, id: 'm', key: '1', data: {}, at: 0, attestation: null }
  const notice: Message = { kind: 'event', ...parts, context }
  const tokens = { exchange: () => Promise.reject(new Error('not asked')) }
  for (const step of [authenticate(identity.verifier('orders')), authorize(), exchange(tokens)])
    assert.equal(await arrive(step, notice), context)
})
