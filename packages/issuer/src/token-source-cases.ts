/** What every way of asking the issuer must do alike: run by the tests of the local and of the HTTP token source. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAttestor, type Verifier } from '@atoll/identity'
import { createTestIdentity } from '@atoll/identity/testing'
import { Fault } from '@atoll/pipeline'
import { decodeJwt } from 'jose'
import type { Fixture } from './fixture.ts'
import type { ServiceTokens } from './service-tokens.ts'

/** An open system, and how a client of it asks. */
export interface Asking extends AsyncDisposable {
  readonly fixture: Fixture
  as(client: string): ServiceTokens
}

const is = (kind: string, code: string) => (thrown: unknown) =>
  thrown instanceof Fault &&
  thrown.kind === kind &&
  thrown.code === code &&
  thrown.executed === 'no'

/** Adds the cases under a title. */
export function tokenSourceCases(title: string, open: () => Promise<Asking>): void {
  for (const [name, run] of Object.entries(cases))
    test(`${title}: ${name}`, async () => {
      await using asking = await open()
      await run(asking)
    })
}

const cases: Readonly<Record<string, (asking: Asking) => Promise<void>>> = {
  'a session is for the system, an exchanged token for one service': async ({ fixture, as }) => {
    const session = await as('gateway').signIn({ subject: 'ada', scopes: ['order', 'pay'] })
    assert.ok(session.expiresAt - fixture.clock.now() <= 3_600_000)
    const atGateway = await fixture.verifier('store')(session.token)
    assert.deepEqual(atGateway.scopes, ['order', 'pay'])
    await refusedBy(fixture.verifier('orders'), session.token)

    const request = { subjectToken: session.token, audience: 'orders' }
    const { token, expiresAt } = await as('gateway').exchange(request)
    const atOrders = await fixture.verifier('orders')(token)
    assert.equal(atOrders.subject, 'ada')
    assert.equal(atOrders.clientId, 'gateway')
    assert.deepEqual(atOrders.actors, ['gateway'])
    assert.ok(expiresAt <= atOrders.expiresAt)
    assert.ok(atOrders.expiresAt - fixture.clock.now() <= 300_000)
    await refusedBy(fixture.verifier('store'), token)
    await refusedBy(fixture.verifier('catalog'), token)
  },

  'a service exchanges what it was given, and the chain stays told': async ({ fixture, as }) => {
    const subjectToken = await fixture.session()
    const first = await as('gateway').exchange({ subjectToken, audience: 'orders' })
    const wish = { subjectToken: first.token, audience: 'payments' }
    const second = await as('orders').exchange(wish)
    const atPayments = await fixture.verifier('payments')(second.token)
    assert.deepEqual(atPayments.actors, ['orders', 'gateway'])
    assert.deepEqual(decodeJwt(second.token)['act'], { sub: 'orders', act: { sub: 'gateway' } })
  },

  'a token counts only in the hands of the client it is addressed to': async ({ fixture, as }) => {
    const subjectToken = await fixture.session()
    const refused = is('unauthenticated', 'token_refused')
    await assert.rejects(as('orders').exchange({ subjectToken, audience: 'catalog' }), refused)
    const { token } = await as('gateway').exchange({ subjectToken, audience: 'orders' })
    const stolen = { subjectToken: token, audience: 'orders' }
    await assert.rejects(as('payments').exchange(stolen), refused)
    await assert.rejects(as('gateway').exchange(stolen), refused)
  },

  'no token for a service that the client does not use': async ({ fixture, as }) => {
    const subjectToken = await fixture.session()
    for (const audience of ['payments', 'store', 'gateway', 'nobody'])
      await assert.rejects(
        as('gateway').exchange({ subjectToken, audience }),
        is('forbidden', 'audience_refused'),
      )
  },

  'scopes become fewer and never more': async ({ fixture, as }) => {
    const subjectToken = await fixture.session()
    const ask = (audience: string, scopes?: readonly string[]) =>
      as('gateway').exchange({
        subjectToken,
        audience,
        ...(scopes === undefined ? {} : { scopes }),
      })
    const scopesOf = async (audience: string, scopes?: readonly string[]) =>
      (await fixture.verifier(audience)((await ask(audience, scopes)).token)).scopes
    assert.deepEqual(await scopesOf('orders'), ['order', 'pay'])
    assert.deepEqual(await scopesOf('orders', ['pay']), ['pay'])
    assert.deepEqual(await scopesOf('catalog'), ['order'])
    await assert.rejects(ask('orders', ['pay', 'admin']), is('forbidden', 'scope_refused'))
  },

  "an event's attestation is exchanged by who handles that service's events": async ({
    fixture,
    as,
  }) => {
    const { clock } = fixture
    const principal = { subject: 'ada', scopes: ['order'] }
    const attestor = createAttestor({ service: 'orders', key: fixture.keyOf('orders'), clock })
    const about = { principal, messageId: 'm1', event: 'orderPlaced' }
    const subjectToken = await attestor.attest(about)
    const { token } = await as('payments').exchange({ subjectToken, audience: 'orders' })
    const verified = await fixture.verifier('orders')(token)
    assert.deepEqual([verified.subject, verified.scopes], ['ada', ['order']])
    assert.deepEqual(verified.actors, ['payments', 'orders'])
    assert.ok(verified.expiresAt - clock.now() <= 300_000)
    const far = createAttestor({ service: 'catalog', key: fixture.keyOf('catalog'), clock })
    const foreign = { subjectToken: await far.attest(about), audience: 'orders' }
    const forged = createTestIdentity({ clock })
    const by = { subjectToken: await forged.attest('orders', 'e', about), audience: 'orders' }
    const refused = is('unauthenticated', 'attestation_refused')
    for (const wrong of [foreign, by]) await assert.rejects(as('payments').exchange(wrong), refused)
    await clock.advance(7 * 24 * 3_600_000 + 6000)
    const late = as('payments').exchange({ subjectToken, audience: 'orders' })
    await assert.rejects(late, is('unauthenticated', 'attestation_expired'))
  },

  'own work has a token to itself, which is exchanged like any other': async ({ fixture, as }) => {
    const own = await as('payments').own()
    const self = await fixture.verifier('payments')(own.token)
    assert.deepEqual([self.subject, self.scopes], ['service:payments', ['settle']])
    const wish = { subjectToken: own.token, audience: 'orders' }
    const { token } = await as('payments').exchange(wish)
    assert.equal((await fixture.verifier('orders')(token)).subject, 'service:payments')
    await assert.rejects(as('gateway').own(), is('forbidden', 'grant_refused'))
  },

  'only who may sign people in does, within its scopes': async ({ as }) => {
    const person = { subject: 'ada', scopes: ['order'] }
    await assert.rejects(as('orders').signIn(person), is('forbidden', 'grant_refused'))
    const admin = { subject: 'ada', scopes: ['admin'] }
    await assert.rejects(as('gateway').signIn(admin), is('forbidden', 'scope_refused'))
    const malformed = is('invalid', 'token_request_malformed')
    for (const subject of ['', 'service:payments', 'x'.repeat(256)])
      await assert.rejects(as('gateway').signIn({ subject, scopes: [] }), malformed)
    await as('gateway').signIn({ subject: 'x'.repeat(255), scopes: [] })
  },

  'an exchanged token never outlives the token it was given for': async ({ fixture, as }) => {
    const subjectToken = await fixture.session()
    const wish = { subjectToken, audience: 'orders' }
    await fixture.clock.advance(3_600_000 - 100_000)
    const { token } = await as('gateway').exchange(wish)
    const { expiresAt } = await fixture.verifier('orders')(token)
    assert.equal(expiresAt - fixture.clock.now(), 100_000)
    await fixture.clock.advance(100_000)
    await assert.rejects(as('gateway').exchange(wish), is('unauthenticated', 'token_expired'))
  },

  'an unknown client is told apart from an unknown caller': async ({ fixture, as }) => {
    const subjectToken = await fixture.session()
    const asked = as('stranger').exchange({ subjectToken, audience: 'orders' })
    await assert.rejects(asked, is('internal', 'client_refused'))
  },
}

async function refusedBy(verify: Verifier, token: string): Promise<void> {
  await assert.rejects(verify(token), is('unauthenticated', 'token_refused'))
}
