import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pipeline } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { burstDefault, createRate, type RateParts } from './rate.ts'
import { callOf, hopOf, parcels, watch } from './testing.ts'

function start(parts: Omit<RateParts, 'clock'>) {
  const clock = createSimulatedClock()
  const hop = hopOf([])
  const deliver = pipeline([createRate({ clock, ...parts })], hop)
  const ask = (caller: string, subject?: string) => {
    const principal = subject === undefined ? null : { subject, scopes: [] }
    return watch(deliver(callOf(parcels.track, clock, { caller, principal })))
  }
  return { clock, hop, ask }
}

test('a burst passes, one more is refused before any work, and time makes room for one', async () => {
  const { clock, hop, ask } = start({ perSecond: 2, burst: 3 })
  for (let n = 0; n < 3; n++) assert.equal((await ask('10.0.0.1')).value, 'ok')
  const { fault } = await ask('10.0.0.1')
  assert.deepEqual(
    [fault?.kind, fault?.code, fault?.executed, fault?.retryAfterMs],
    ['limited', 'too_many_calls', 'no', 500],
  )
  assert.equal(hop.calls(), 3)
  await clock.advance(499)
  assert.equal((await ask('10.0.0.1')).fault?.code, 'too_many_calls')
  await clock.advance(1)
  assert.equal((await ask('10.0.0.1')).value, 'ok')
  assert.equal((await ask('10.0.0.1')).fault?.code, 'too_many_calls')
})

test('a bucket never holds more than its burst', async () => {
  const { clock, ask } = start({ perSecond: 100, burst: 2 })
  await ask('10.0.0.1')
  await clock.advance(3_600_000)
  await ask('10.0.0.1')
  await ask('10.0.0.1')
  assert.equal((await ask('10.0.0.1')).fault?.code, 'too_many_calls')
})

test('each caller has a bucket: a subject wherever it comes from, an address for all others', async () => {
  const { ask } = start({ perSecond: 1, burst: 1 })
  assert.equal((await ask('10.0.0.1')).value, 'ok')
  assert.equal((await ask('10.0.0.2')).value, 'ok')
  assert.equal((await ask('10.0.0.1', 'ada')).value, 'ok')
  assert.equal((await ask('10.0.0.3', 'ada')).fault?.code, 'too_many_calls')
  assert.equal((await ask('10.0.0.3', '10.0.0.1')).value, 'ok', 'a subject is no address')
})

test('the callers remembered are bounded; who was not seen for longest is forgotten', async () => {
  const { ask } = start({ perSecond: 1, burst: 1, callersMax: 2 })
  for (const caller of ['a', 'b']) await ask(caller)
  assert.equal((await ask('a')).fault?.code, 'too_many_calls', 'two are remembered')
  await ask('c')
  assert.equal((await ask('a')).fault?.code, 'too_many_calls', 'a was seen after b')
  assert.equal((await ask('b')).value, 'ok', 'b was forgotten')
})

test('nobody who says nothing meets the limit with one page', async () => {
  const { ask } = start({})
  for (let n = 0; n < burstDefault; n++) assert.equal((await ask('10.0.0.1')).value, 'ok')
  assert.equal((await ask('10.0.0.1')).fault?.code, 'too_many_calls')
})

test('a rate that lets nothing through is refused', () => {
  const clock = createSimulatedClock()
  for (const parts of [
    { perSecond: 0 },
    { burst: 0 },
    { perSecond: Number.NaN },
    { callersMax: 0 },
  ])
    assert.throws(() => createRate({ clock, ...parts }), /perSecond above 0/)
})
