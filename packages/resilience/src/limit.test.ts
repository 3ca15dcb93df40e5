import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pipeline } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { concurrencyMaxDefault, createLimit } from './limit.ts'
import { callOf, faultOf, parcels, watch } from './testing.ts'

test('as many calls as the limit are let in, one more is refused, and an end makes room', async () => {
  const clock = createSimulatedClock()
  const waiting: (() => void)[] = []
  const deliver = pipeline([createLimit({ concurrencyMax: 2 })], () => {
    const held = Promise.withResolvers<unknown>()
    waiting.push(() => held.reject(faultOf({ kind: 'internal' })))
    return held.promise
  })
  const send = () => watch(deliver(callOf(parcels.send, clock)))
  await send()
  await send()
  const refused = await send()
  await clock.advance(0)
  assert.equal(waiting.length, 2)
  assert.equal(refused.fault?.kind, 'limited')
  assert.equal(refused.fault.executed, 'no')
  assert.ok((refused.fault.retryAfterMs ?? 0) > 0)
  waiting[0]?.()
  await clock.advance(0)
  await send()
  assert.equal(waiting.length, 3, 'a failed call makes room too')
})

test('a limit that lets nothing in, or is no whole number, is refused', () => {
  for (const concurrencyMax of [0, -1, 1.5, Number.NaN])
    assert.throws(() => createLimit({ concurrencyMax }), /whole number from 1/)
})

test('without a number of its own the default is the limit', async () => {
  const clock = createSimulatedClock()
  const deliver = createLimit()(() => new Promise(() => {}))
  const send = () => watch(deliver(callOf(parcels.send, clock)))
  const states = await Promise.all(Array.from({ length: concurrencyMaxDefault }, send))
  assert.ok(states.every(({ isSettled }) => !isSettled))
  assert.equal((await send()).fault?.code, 'too_busy')
})
