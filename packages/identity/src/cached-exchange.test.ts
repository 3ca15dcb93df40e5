import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createCachedExchange } from './cached-exchange.ts'
import { createTestIdentity } from './testing.ts'
import type { ExchangeRequest } from './token-source.ts'

function open(options: { lifeMs?: number; entriesMax?: number } = {}) {
  const { lifeMs = 300_000, ...rest } = options
  const clock = createSimulatedClock()
  const identity = createTestIdentity({ clock })
  const source = { asked: [] as ExchangeRequest[], fault: null as Fault | null }
  const tokens = createCachedExchange(
    {
      async exchange(request) {
        source.asked.push(request)
        if (source.fault !== null) throw source.fault
        const expiresAt = clock.now() + lifeMs
        return { token: `${request.audience}-${source.asked.length}`, expiresAt }
      },
    },
    { clock, ...rest },
  )
  const subjectToken = identity.token({ audience: 'store', lifeMs: 3_600_000 })
  return { clock, identity, source, tokens, subjectToken }
}

test('a token is exchanged once per audience and scopes, however many ask at once', async () => {
  const { source, tokens, subjectToken } = open()
  const ask = (audience: string, scopes?: readonly string[]) =>
    tokens.exchange({ subjectToken, audience, ...(scopes === undefined ? {} : { scopes }) })
  const many = Array.from({ length: 30 }, () => ask('orders'))
  const issued = await Promise.all([...many, ask('payments'), ask('orders', ['order'])])
  assert.equal(new Set(issued.map(({ token }) => token)).size, 3)
  assert.equal(source.asked.length, 3)
})

test('two subjects never share a token', async () => {
  const { identity, tokens, subjectToken } = open()
  const other = identity.token({ audience: 'store', subject: 'eve' })
  const one = await tokens.exchange({ subjectToken, audience: 'orders' })
  assert.notEqual(
    (await tokens.exchange({ subjectToken: other, audience: 'orders' })).token,
    one.token,
  )
})

test('a token is renewed 30 s before its end, and an expired one is never given', async () => {
  const { clock, source, tokens, subjectToken } = open()
  const request = { subjectToken, audience: 'orders' }
  await tokens.exchange(request)
  await clock.advance(269_999)
  assert.equal((await tokens.exchange(request)).token, 'orders-1')
  await clock.advance(1)
  assert.equal((await tokens.exchange(request)).token, 'orders-2')
  for (let step = 0; step < 2000; step++) {
    await clock.advance(977)
    const { expiresAt } = await tokens.exchange(request)
    assert.ok(expiresAt > clock.now(), `expired at step ${step}`)
  }
  assert.ok(source.asked.length < 12)
})

test('a token is not used beyond the end of the one it was given for', async () => {
  const { clock, identity, tokens } = open()
  const subjectToken = identity.token({ audience: 'store', lifeMs: 20_000 })
  const { expiresAt } = await tokens.exchange({ subjectToken, audience: 'orders' })
  assert.equal(expiresAt, clock.now() + 20_000)
})

test('the last seconds of a session cost few exchanges', async () => {
  const { clock, identity, source, tokens } = open()
  const subjectToken = identity.token({ audience: 'store', lifeMs: 20_000 })
  for (let step = 0; step < 199; step++) {
    await tokens.exchange({ subjectToken, audience: 'orders' })
    await clock.advance(100)
  }
  assert.ok(source.asked.length <= 20, `${source.asked.length} exchanges`)
})

test('while the source is unavailable an old token serves to its end; a refusal is passed on', async () => {
  const { clock, source, tokens, subjectToken } = open()
  const request = { subjectToken, audience: 'orders' }
  await tokens.exchange(request)
  source.fault = new Fault({ kind: 'unavailable', code: 'issuer_unavailable', message: '' })
  await clock.advance(299_999)
  assert.equal((await tokens.exchange(request)).token, 'orders-1')
  await clock.advance(1)
  await assert.rejects(tokens.exchange(request), { code: 'issuer_unavailable' })
  source.fault = null
  await tokens.exchange(request)
  source.fault = new Fault({ kind: 'unauthenticated', code: 'token_refused', message: '' })
  await clock.advance(299_000)
  await assert.rejects(tokens.exchange(request), { code: 'token_refused' })
  // Once refused, the old token is not taken up again.
  source.fault = new Fault({ kind: 'unavailable', code: 'issuer_unavailable', message: '' })
  await assert.rejects(tokens.exchange(request), { code: 'issuer_unavailable' })
})

test('a fault is not remembered', async () => {
  const { source, tokens, subjectToken } = open()
  source.fault = new Fault({ kind: 'forbidden', code: 'audience_refused', message: '' })
  const request = { subjectToken, audience: 'orders' }
  const both = [tokens.exchange(request), tokens.exchange(request)]
  for (const result of await Promise.allSettled(both)) assert.equal(result.status, 'rejected')
  assert.equal(source.asked.length, 1)
  source.fault = null
  assert.equal((await tokens.exchange(request)).token, 'orders-2')
})

test('as many tokens are remembered as the limit says, the oldest forgotten first', async () => {
  const { source, tokens, subjectToken } = open({ entriesMax: 2 })
  for (const audience of ['a', 'b', 'a', 'b', 'c', 'b', 'a'])
    await tokens.exchange({ subjectToken, audience })
  assert.deepEqual(
    source.asked.map(({ audience }) => audience),
    ['a', 'b', 'c', 'a'],
  )
})
