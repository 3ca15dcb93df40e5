import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createSigningKey, generatePrivateJwk, type JwkSet } from './key.ts'
import { createRemoteKeys, keysFreshMs } from './remote-keys.ts'

const keysCoolDownMs = 30_000
const keysStaleMsMax = 3_600_000

const isUnavailable = (thrown: unknown) =>
  thrown instanceof Fault &&
  thrown.kind === 'unavailable' &&
  thrown.code === 'identity_unavailable' &&
  thrown.executed === 'no'

function open() {
  const clock = createSimulatedClock()
  const [first, second] = [0, 1].map(() => createSigningKey(generatePrivateJwk()).publicJwk)
  assert.ok(first && second)
  const place = { loads: 0, set: { keys: [first] } as JwkSet, fails: false }
  const load = async () => {
    place.loads++
    if (place.fails) throw new Error('connection refused')
    return place.set
  }
  return { clock, first, second, place, keys: createRemoteKeys({ load, clock }) }
}

test('keys are loaded once for many askers', async () => {
  const { keys, first, place } = open()
  const found = await Promise.all(Array.from({ length: 50 }, () => keys.find(first.kid)))
  assert.ok(found.every((key) => key?.kid === first.kid))
  assert.equal(place.loads, 1)
})

test('a storm of unknown ids loads at most once in 30 s', async () => {
  const { clock, keys, first, place } = open()
  await keys.find(first.kid)
  for (let second = 0; second < 120; second++) {
    await Promise.all(Array.from({ length: 20 }, (_, at) => keys.find(`unknown-${second}-${at}`)))
    await clock.advance(1000)
  }
  assert.equal(place.loads, 1 + 3)
})

test('a new key is found at once when the last load is long enough ago', async () => {
  const { clock, keys, first, second, place } = open()
  await keys.find(first.kid)
  place.set = { keys: [first, second] }
  await clock.advance(keysCoolDownMs - 1)
  assert.equal(await keys.find(second.kid), null)
  await clock.advance(1)
  assert.equal((await keys.find(second.kid))?.kid, second.kid)
  assert.equal(place.loads, 2)
})

test('keys are loaded again in the background after half their time, so nobody waits', async () => {
  const { clock, keys, first, second, place } = open()
  await keys.find(first.kid)
  place.set = { keys: [first, second] }
  await clock.advance(keysFreshMs / 2)
  await keys.find(first.kid)
  assert.equal(place.loads, 2)
  await clock.advance(0)
  assert.equal((await keys.find(second.kid))?.kid, second.kid)
  assert.equal(place.loads, 2)
})

test('a withdrawn key is gone when its time is over', async () => {
  const { clock, keys, first, second, place } = open()
  await keys.find(first.kid)
  place.set = { keys: [second] }
  await clock.advance(keysFreshMs)
  assert.equal(await keys.find(first.kid), null)
})

test('old keys serve for an hour while loading fails, then nobody is believed', async () => {
  const { clock, keys, first, place } = open()
  await keys.find(first.kid)
  place.fails = true
  await clock.advance(keysStaleMsMax - 1)
  assert.equal((await keys.find(first.kid))?.kid, first.kid)
  await clock.advance(1)
  await assert.rejects(keys.find(first.kid), isUnavailable)
})

test('without any keys the fault says unavailable, and it looks again every second', async () => {
  const { clock, keys, first, place } = open()
  place.fails = true
  for (let asked = 0; asked < 10; asked++) await assert.rejects(keys.find(first.kid), isUnavailable)
  assert.equal(place.loads, 1)
  place.fails = false
  await clock.advance(1000)
  assert.equal((await keys.find(first.kid))?.kid, first.kid)
})

test('what is no set of keys leaves the old ones in place', async () => {
  const { clock, keys, first, place } = open()
  await keys.find(first.kid)
  for (const wrong of [null, [], { keys: 7 }, { keys: [first, first] }]) {
    place.set = wrong as unknown as JwkSet
    await clock.advance(keysFreshMs)
    assert.equal((await keys.find(first.kid))?.kid, first.kid)
  }
})

test('a load that never answers is given up, and the next one works', async () => {
  const clock = createSimulatedClock()
  const { publicJwk } = createSigningKey(generatePrivateJwk())
  const answers: Promise<unknown>[] = [
    new Promise(() => {}),
    Promise.resolve({ keys: [publicJwk] }),
  ]
  const keys = createRemoteKeys({
    load: () => answers.shift() ?? Promise.reject(new Error()),
    clock,
  })
  const first = assert.rejects(keys.find(publicJwk.kid), isUnavailable)
  await clock.advance(5000)
  await first
  assert.equal((await keys.find(publicJwk.kid))?.kid, publicJwk.kid)
  assert.equal(clock.pending, 0)
})
