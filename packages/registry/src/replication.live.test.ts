/** Several registries over loopback that share what they know, and one of which falls. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openEureka } from '@atoll/discovery-eureka'
import { type HttpCall, openHttpPool } from '@atoll/http'
import { type Fields, silentLog, systemClock } from '@atoll/pipeline'
import { freePort, until } from '@atoll/testkit'
import { fullJson } from './json.ts'
import { openRegistry, type RegistrySettings } from './open.ts'
import { lasting, sample } from './testing.ts'

const own = '/apps/SVC/h1%3Asvc%3A8080'
const credentials = { user: 'peer', password: 'p@ss' }
const authorization = `Basic ${Buffer.from('peer:p@ss').toString('base64')}`

function urlOf(port: number): string {
  return `http://peer:p%40ss@127.0.0.1:${port}/eureka`
}

function open(port: number, peers: readonly number[], settings: Partial<RegistrySettings> = {}) {
  const known = { log: silentLog, clock: systemClock, sweepMs: 100, credentials }
  return openRegistry({ ...known, port, peers: peers.map(urlOf), ...settings })
}

function openClient() {
  const pool = openHttpPool({ clock: systemClock })
  const ask = async (port: number, line: string, body: string | null = null) => {
    const [method, path] = line.split(' ')
    const headers = { accept: 'application/json', authorization }
    // The lines of these tests name methods that there are.
    const call = { method, path: `/eureka${path}`, headers, body } as HttpCall
    const reply = await pool.request(`http://127.0.0.1:${port}`, call)
    return { status: reply.status, text: reply.body.toString() }
  }
  const knows = async (port: number, pattern: RegExp, line = `GET ${own}`) =>
    pattern.test((await ask(port, line)).text)
  return { ask, knows, [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose]() }
}

test('what is said to one of two is known to the other', async () => {
  await using client = openClient()
  const { ask, knows } = client
  const [a, b] = [await freePort(), await freePort()]
  // Two that start together wait together: none knows more than the other.
  await using one = await open(a, [a, b], { syncMsMax: 300 })
  await using other = await open(b, [a, b], { syncMsMax: 300 })
  await until(async () => one.isReady && other.isReady, { what: 'ready' })
  await ask(a, 'POST /apps/SVC', fullJson.instance(lasting(2)))
  await until(() => knows(b, /"status":"UP"/), { what: 'registered' })
  await ask(b, `PUT ${own}/status?value=OUT_OF_SERVICE`)
  await until(() => knows(a, /"status":"OUT_OF_SERVICE"/), { what: 'overridden' })
  await ask(b, `DELETE ${own}/status?value=UP`)
  await until(() => knows(a, /"overriddenStatus":"UNKNOWN"/), { what: 'no longer' })
  await ask(a, `PUT ${own}/metadata?zone=z`)
  await until(() => knows(b, /"zone":"z"/), { what: 'metadata' })
  // Renewed at one alone, it lives at both for longer than its lease.
  for (let beat = 0; beat < 8; beat += 1) {
    assert.equal((await ask(a, `PUT ${own}`)).status, 200)
    await systemClock.sleep(500)
  }
  assert.ok(await knows(b, /"status":"UP"/))
  await ask(b, `DELETE ${own}`)
  await until(async () => (await ask(a, `GET ${own}`)).status === 404, { what: 'cancelled' })
})

test('one that falls costs the others nothing, and knows everything when it is back', async () => {
  await using client = openClient()
  const { ask, knows } = client
  const [a, b] = [await freePort(), await freePort()]
  const warnings: string[] = []
  const log = { ...silentLog, warn: (_fields: Fields, text: string) => void warnings.push(text) }
  await using _one = await open(a, [b], { log, syncMsMax: 0 })
  const first = await open(b, [a])
  await using discovery = openEureka({
    servers: [urlOf(b), urlOf(a)],
    renewMs: 300,
    leaseMs: 1_000,
    fetchMs: 50,
    timeoutMs: 1_000,
  })
  await discovery.register({
    service: 'svc',
    instance: 'one',
    address: 'http://127.0.0.1:1',
    version: '1',
  })
  await until(() => knows(a, /"name":"SVC"/, 'GET /apps/'), { what: 'both know' })
  await until(async () => discovery.instances('svc').length === 1, { what: 'found' })
  await first[Symbol.asyncDispose]()
  // Three leases long: whoever is renewed at the other stays, and is never missed.
  for (let look = 0; look < 60; look += 1) {
    assert.equal(discovery.instances('svc').length, 1)
    assert.ok(await knows(a, /"status":"UP"/, 'GET /apps/SVC/one'))
    await systemClock.sleep(50)
  }
  await using _again = await open(b, [a])
  await until(() => knows(b, /"status":"UP"/, 'GET /apps/SVC/one'), { what: 'knows again' })
  await ask(a, 'POST /apps/SVC', fullJson.instance(sample()))
  await until(() => knows(b, /"status":"UP"/), { what: 'hears again' })
  assert.equal(warnings.filter((text) => text.startsWith('the peer does not')).length, 1)
})

test('a start tells nothing until a peer told it, or the time is over', async () => {
  await using client = openClient()
  const { ask } = client
  const [a, b] = [await freePort(), await freePort()]
  await using one = await open(a, [b], { syncMsMax: 1_500 })
  assert.equal(one.isReady, false)
  assert.equal((await ask(a, 'GET /apps/')).status, 403)
  assert.equal((await ask(a, 'POST /apps/SVC', fullJson.instance(sample()))).status, 204)
  await until(async () => one.isReady, { what: 'the time is over' })
  await using other = await open(b, [a])
  await until(async () => other.isReady, { what: 'the peer told' })
  assert.match((await ask(b, 'GET /apps/')).text, /"apps__hashcode":"UP_1_"/)
})

test('who comes while it waits is known by us for ours, and hears of changes from then on', async () => {
  await using client = openClient()
  const { ask, knows } = client
  const [a, b] = [await freePort(), await freePort()]
  await using one = await open(a, [b], { syncMsMax: 1_500 })
  await using discovery = openEureka({ servers: [urlOf(a)] })
  const svc = { service: 'svc', address: 'http://127.0.0.1:1', version: '1' }
  await discovery.register({ ...svc, instance: 'one' })
  assert.equal(discovery.instances('svc').length, 0)
  assert.equal(one.isReady, false)
  // The lease that our client asks for where changes are told.
  assert.ok(await knows(a, /"durationInSecs":3,/, 'GET /apps/SVC/one'))
  await until(async () => discovery.instances('svc').length === 1, { what: 'it knows itself' })
  // Its next fetch by time is 30 s away.
  await ask(a, 'POST /apps/SVC', fullJson.instance(sample()))
  await until(async () => discovery.instances('svc').length === 2, { what: 'it hears of another' })
})

test('its own address among those of its peers is no peer', async () => {
  const a = await freePort()
  await using one = await open(a, [a])
  assert.equal(one.isReady, true)
  const b = await freePort()
  const named = [`http://localhost:${b}/eureka`]
  await using other = await open(b, [], { peers: named, hosts: ['localhost'] })
  assert.equal(other.isReady, true)
})

test('of two states of an instance both take the newer one', async () => {
  await using client = openClient()
  const { ask, knows } = client
  const [a, b] = [await freePort(), await freePort()]
  // This one hears and does not tell.
  await using _other = await open(b, [])
  await using one = await open(a, [b])
  await until(async () => one.isReady, { what: 'ready' })
  const newer = sample({ lastDirtyTimestamp: 6, hostName: 'newer' })
  await ask(b, 'POST /apps/SVC', fullJson.instance(newer))
  await ask(a, 'POST /apps/SVC', fullJson.instance(sample({ lastDirtyTimestamp: 5 })))
  assert.equal((await ask(a, `PUT ${own}?lastDirtyTimestamp=5`)).status, 200)
  await until(() => knows(a, /"hostName":"newer"/), { what: 'taken from there' })
  await ask(b, `DELETE ${own}`)
  assert.equal((await ask(a, `PUT ${own}`)).status, 200)
  await until(() => knows(b, /"hostName":"newer"/), { what: 'registered there' })
})

test('a peer that refuses us is told of once, and in nobody’s way', async () => {
  await using client = openClient()
  const [a, b] = [await freePort(), await freePort()]
  const warnings: string[] = []
  const log = { ...silentLog, warn: (_fields: Fields, text: string) => void warnings.push(text) }
  await using _other = await open(b, [], { credentials: { user: 'other', password: 'x' } })
  await using _one = await open(a, [b], { log, syncMsMax: 0 })
  for (let count = 0; count < 3; count += 1) {
    const info = fullJson.instance(sample({ instanceId: `i${count}` }))
    assert.equal((await client.ask(a, 'POST /apps/SVC', info)).status, 204)
    await systemClock.sleep(100)
  }
  const told = () => warnings.filter((text) => text.startsWith('the peer does not'))
  await until(async () => told().length > 0, { what: 'told' })
  assert.equal(told().length, 1)
})
