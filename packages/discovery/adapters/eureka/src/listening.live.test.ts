/** What a registry of ours tells is heard, over real connections; one that tells nothing is fetched by time. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { createSimulatedClock, type SimulatedClock } from '@atoll/pipeline/simulated'
import { until } from '@atoll/testkit'
import { type Eureka, type EurekaSettings, openEureka } from './eureka.ts'
import { openTestRegistry, type TestRegistry } from './testing.ts'

/** Between two fetches, however often changes are told. */
const betweenMs = 250
/** All waits are as long as they may be. */
const random = { next: () => 1 }
const againMs = 500
const absentMs = 300_000

function open(servers: readonly string[], settings: Partial<EurekaSettings> = {}) {
  const clock = createSimulatedClock()
  return { clock, eureka: openEureka({ servers, clock, random, ...settings }) }
}

/** From now on the registry knows one instance of orders. */
function tell(registry: TestRegistry, instanceId: string) {
  const port = { $: 1, '@enabled': 'true' }
  const instance = { instanceId, hostName: 'h', app: 'ORDERS', status: 'UP', port }
  const application = [{ name: 'ORDERS', instance: [instance] }]
  registry.answer(({ what }) =>
    what.includes('delta')
      ? 403
      : [200, { applications: { apps__hashcode: 'UP_1_', application } }],
  )
}

function known(eureka: Eureka, wanted: string) {
  return until(() => eureka.instances('orders')[0]?.instance === wanted)
}

/** As soon as the next fetch may begin. */
function knownSoon(clock: SimulatedClock, eureka: Eureka, wanted: string) {
  return until(async () => {
    await clock.advance(betweenMs)
    return eureka.instances('orders')[0]?.instance === wanted
  })
}

test('a change that is told is fetched, and what is told again is not heard', async () => {
  await using registry = await openTestRegistry()
  registry.push('1')
  tell(registry, 'a')
  const { clock, eureka } = open([registry.url])
  await using _ = eureka
  await known(eureka, 'a')
  tell(registry, 'b')
  registry.push('2')
  await knownSoon(clock, eureka, 'b')
  assert.deepEqual(registry.listened, [null])
})

test('a change is fetched at once, those that are told soon after it together, a quarter of a second later', async () => {
  await using registry = await openTestRegistry()
  registry.push('1')
  tell(registry, 'a')
  const { clock, eureka } = open([registry.url])
  await using _ = eureka
  await known(eureka, 'a')
  // That there is a stream is told by a first change.
  await until(async () => {
    await clock.advance(betweenMs)
    return registry.asked.length === 3
  })
  const before = registry.asked.length
  const fetched = () => registry.asked.length - before
  /** The last of many pushes has been heard once the stream that then ends was. */
  const pushMany = async () => {
    for (let count = 0; count < 100; count += 1) registry.push(`${count}`)
    registry.hangUp()
    await until(() => registry.listeners === 0 && clock.pending === 2)
  }
  tell(registry, 'b')
  registry.push('first')
  await known(eureka, 'b')
  // A view that has no delta asks for it and then for everything.
  assert.equal(fetched(), 2)
  await pushMany()
  assert.equal(fetched(), 2)
  tell(registry, 'c')
  await clock.advance(betweenMs - 1)
  assert.equal(fetched(), 2)
  await clock.advance(1)
  await known(eureka, 'c')
  assert.equal(fetched(), 4)
})

test('a stream that ends is listened to again soon, from where it ended, and what was missed is fetched', async () => {
  await using registry = await openTestRegistry()
  registry.push('1')
  tell(registry, 'a')
  const { clock, eureka } = open([registry.url])
  await using _ = eureka
  await known(eureka, 'a')
  await until(() => registry.listened.length === 1 && clock.pending === 1)
  registry.hangUp()
  await until(() => clock.pending === 2)
  tell(registry, 'b')
  await clock.advance(againMs - 1)
  assert.equal(registry.listened.length, 1)
  await clock.advance(1)
  await known(eureka, 'b')
  await until(() => registry.listened.length === 2)
  assert.equal(registry.listened[1], '1')
})

test('a server that tells nothing is fetched by time, and asked again after minutes', async () => {
  await using registry = await openTestRegistry()
  tell(registry, 'a')
  const { clock, eureka } = open([registry.url], { fetchMs: absentMs })
  await using _ = eureka
  await known(eureka, 'a')
  await until(() => registry.listened.length === 1 && clock.pending === 2)
  registry.push('1')
  await clock.advance(absentMs - 1)
  assert.equal(registry.listened.length, 1)
  tell(registry, 'b')
  await clock.advance(1)
  await until(() => registry.listened.length === 2)
  await known(eureka, 'b')
})

test('when another server is asked first, it is the one that is listened to', async () => {
  await using one = await openTestRegistry()
  await using two = await openTestRegistry()
  one.push('1')
  two.push('x')
  tell(one, 'a')
  tell(two, 'b')
  const { clock, eureka } = open([one.url, two.url])
  await using _ = eureka
  await known(eureka, 'a')
  one.answer(() => 503)
  one.push('2')
  await knownSoon(clock, eureka, 'b')
  await until(() => two.listened.length === 1)
  tell(two, 'c')
  two.push('y')
  await knownSoon(clock, eureka, 'c')
})

test('a view that is closed listens no longer', async () => {
  await using registry = await openTestRegistry()
  registry.push('1')
  tell(registry, 'a')
  const { clock, eureka } = open([registry.url])
  await known(eureka, 'a')
  await until(() => registry.listeners === 1)
  await eureka[Symbol.asyncDispose]()
  await until(() => registry.listeners === 0)
  assert.equal(clock.pending, 0)
})

const orders = {
  service: 'orders',
  instance: 'orders-1',
  address: 'http://10.0.0.1:4000',
  version: '1',
}

for (const [what, tells, settings, renewal, duration] of [
  ['at a registry of ours', true, {}, 1, 3],
  ['at any other', false, {}, 30, 90],
  ['that is set, at a registry of ours', true, { renewMs: 10_000, leaseMs: 40_000 }, 10, 40],
  ['of which only the renewals are set', true, { renewMs: 10_000 }, 10, 30],
  ['of which only the duration is set', false, { leaseMs: 60_000 }, 20, 60],
] as const)
  test(`a lease ${what} is ${duration} s, renewed each ${renewal} s`, async () => {
    await using registry = await openTestRegistry()
    if (tells) registry.push('1')
    const { clock, eureka } = open([registry.url], settings)
    await using _ = eureka
    await eureka.register(orders)
    // Shape of a registration body.
    const { instance } = JSON.parse(registry.asked[0]?.body ?? '') as {
      readonly instance: { readonly leaseInfo: unknown }
    }
    assert.deepEqual(instance.leaseInfo, {
      renewalIntervalInSecs: renewal,
      durationInSecs: duration,
    })
    registry.answer(() => 200)
    await clock.advance(renewal * 1_000 - 1)
    assert.equal(registry.asked.length, 1)
    await clock.advance(1)
    await registry.heard(/^PUT/)
  })

test('of servers that are away or fail the next one is listened to, and leases are as long as there', async (t) => {
  const away = await openTestRegistry()
  await away[Symbol.asyncDispose]()
  const sick = createServer((_, response) => response.writeHead(503).end())
  await once(sick.listen(0, '127.0.0.1'), 'listening')
  t.after(() => {
    sick.closeAllConnections()
    sick.close()
  })
  await using registry = await openTestRegistry()
  registry.push('1')
  const address = sick.address()
  assert.ok(typeof address === 'object' && address !== null)
  const { eureka } = open([away.url, `http://127.0.0.1:${address.port}`, registry.url])
  await using _ = eureka
  await eureka.register({ service: 'orders', instance: 'a', address: 'http://h:1', version: '1' })
  const { body } = await registry.heard(/^POST/)
  assert.match(body, /"renewalIntervalInSecs":1,"durationInSecs":3/)
})
