import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createRemoteKeys, createVerifier, sessionTokenMsMax } from '@atoll/identity'
import { silentLog } from '@atoll/pipeline'
import { decodeProtectedHeader } from 'jose'
import { type Fixture, issuerName, openFixture } from './fixture.ts'
import { openIssuer } from './issuer.ts'
import { keyLeadMs } from './key-ring.ts'

const minuteMs = 60_000
const kidOf = (token: string) => decodeProtectedHeader(token).kid

/** A verifier in another process: it knows only what it has loaded. */
function remoteVerifier({ issuer, clock }: Fixture, audience: string, tokenMsMax: number) {
  const place = { loads: 0, fails: false }
  const load = async () => {
    place.loads++
    if (place.fails) throw new Error('connection refused')
    return structuredClone(issuer.keys())
  }
  const keys = createRemoteKeys({ load, clock })
  return {
    place,
    verify: createVerifier({ issuer: issuerName, audience, keys, clock, tokenMsMax }),
  }
}

test('keys are files for their owner only, and a restart finds them', async () => {
  await using fixture = await openFixture()
  const { directory, options, issuer } = fixture
  const names = await readdir(directory)
  assert.equal(names.length, 1)
  assert.equal((await stat(directory)).mode & 0o777, 0o700)
  for (const name of names) assert.equal((await stat(join(directory, name))).mode & 0o777, 0o600)
  const token = await fixture.session()
  await issuer.rotate()
  await using again = await openIssuer(options)
  assert.deepEqual(again.keys(), issuer.keys())
  const { token: exchanged } = await again.exchange({
    clientId: 'gateway',
    subjectToken: token,
    audience: 'orders',
  })
  assert.equal((await fixture.verifier('orders')(exchanged)).subject, 'ada')
})

test('nothing private is published', async () => {
  await using fixture = await openFixture()
  const { issuer, directory } = fixture
  const text = JSON.stringify([issuer.keys(), issuer.clientKeys()])
  assert.ok(!text.includes('"d"'))
  for (const name of await readdir(directory)) {
    const { jwk } = JSON.parse(await readFile(join(directory, name), 'utf8')) as {
      jwk: { d: string }
    }
    assert.ok(!text.includes(jwk.d))
  }
})

test('the next key is published before it signs, the last one after', async () => {
  await using fixture = await openFixture()
  const { clock, issuer } = fixture
  const [first] = issuer.keys().keys
  assert.equal(issuer.keys(), issuer.keys())
  await Promise.all([issuer.rotate(), issuer.rotate()])
  await issuer.rotate()
  assert.equal(issuer.keys().keys.length, 2)
  await clock.advance(keyLeadMs - 1)
  assert.equal(kidOf(await fixture.session()), first?.kid)
  const last = await fixture.session()
  await clock.advance(1)
  assert.equal(kidOf(await fixture.session()), issuer.keys().keys[1]?.kid)
  await clock.advance(sessionTokenMsMax - 1001)
  assert.equal((await fixture.verifier('store')(last)).subject, 'ada')
  await clock.advance(6001)
  assert.equal(issuer.keys().keys.length, 1)
  await issuer.rotate()
  assert.equal((await readdir(fixture.directory)).length, 2)
})

test('keys follow each other by age, without anybody asking', async () => {
  await using fixture = await openFixture({ keyMs: 24 * 60 * minuteMs })
  const kids = new Set<string | undefined>()
  let most = 0
  for (let hour = 0; hour < 24 * 7; hour++) {
    for (const _ of [1, 2]) {
      kids.add(kidOf(await fixture.session()))
      await fixture.clock.advance(30 * minuteMs)
    }
    // The next key is written beside the work.
    await fixture.issuer[Symbol.asyncDispose]()
    most = Math.max(most, fixture.issuer.keys().keys.length)
  }
  assert.ok(kids.size === 7 || kids.size === 8, `${kids.size} keys`)
  assert.ok(most <= 2)
})

test('no request fails while keys rotate, at any moment, for verifiers near and far', async () => {
  await using fixture = await openFixture()
  const { clock, issuer } = fixture
  const far = remoteVerifier(fixture, 'orders', 300_000)
  const near = fixture.verifier('orders')
  const kids = new Set<string | undefined>()
  const sessions: string[] = []
  const request = async (subjectToken: string) => {
    const wish = { clientId: 'gateway', subjectToken, audience: 'orders' }
    const { token } = await issuer.exchange(wish)
    kids.add(kidOf(token))
    const both = await Promise.all([far.verify(token), near(token)])
    assert.deepEqual(
      both.map(({ subject }) => subject),
      ['ada', 'ada'],
    )
  }
  let requests = 0
  for (let minute = 0; minute < 240; minute++) {
    sessions.push(await fixture.session())
    // Sessions of the last 59 minutes are all good, whatever key signed them.
    const living = sessions.slice(-59).filter((_, at) => at % 6 === 0)
    await Promise.all([...living.map(request), minute % 7 === 0 ? issuer.rotate() : null])
    requests += living.length
    await clock.advance(minuteMs)
  }
  assert.ok(requests > 1500 && kids.size > 12, `${requests} requests, ${kids.size} keys`)
  // Every 2.5 minutes at most, and never for an unknown id.
  assert.ok(far.place.loads <= 97, `${far.place.loads} loads`)
})

test('a far verifier that cannot load for half the lead still misses no rotation', async () => {
  await using fixture = await openFixture()
  const { clock, issuer } = fixture
  const far = remoteVerifier(fixture, 'store', sessionTokenMsMax)
  await far.verify(await fixture.session())
  for (let round = 0; round < 6; round++) {
    await issuer.rotate()
    far.place.fails = true
    await clock.advance(keyLeadMs / 2)
    await far.verify(await fixture.session())
    far.place.fails = false
    for (let step = 0; step < 10; step++) {
      await clock.advance(minuteMs)
      await far.verify(await fixture.session())
    }
  }
})

test('a key file that is broken or open to others is refused by name, with what to do', async () => {
  await using fixture = await openFixture()
  const { directory, options } = fixture
  const [name = ''] = await readdir(directory)
  const path = join(directory, name)
  await chmod(path, 0o644)
  await assert.rejects(openIssuer(options), /chmod 600/)
  await rm(path)
  for (const text of ['', '{"signsFrom":1}', '{"jwk":{}}', '[]']) {
    await writeFile(path, text, { mode: 0o600 })
    await assert.rejects(openIssuer(options), /holds no key of the issuer; restore it, or remove/)
  }
})

test('a rotation that cannot be written fails nobody, and is tried again', async () => {
  let errors = 0
  const log = { ...silentLog, error: () => void errors++ }
  await using fixture = await openFixture({ keyMs: 60 * minuteMs, log })
  const { clock, directory, issuer } = fixture
  await rm(directory, { recursive: true })
  await writeFile(directory, 'in the way')
  await clock.advance(60 * minuteMs)
  const before = kidOf(await fixture.session())
  for (let asked = 0; asked < 20; asked++) {
    await fixture.session()
    await issuer[Symbol.asyncDispose]()
  }
  assert.deepEqual([issuer.keys().keys.length, errors], [1, 1])
  await rm(directory)
  await mkdir(directory)
  await clock.advance(minuteMs)
  assert.equal(kidOf(await fixture.session()), before)
  await issuer[Symbol.asyncDispose]()
  assert.equal(issuer.keys().keys.length, 2)
})
