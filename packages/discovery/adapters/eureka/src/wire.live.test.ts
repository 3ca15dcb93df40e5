/** What is said to a registry, when, and what happens when it does not answer; over real connections. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Instance } from '@atoll/discovery'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { until } from '@atoll/testkit'
import { type Eureka, openEureka } from './eureka.ts'
import { returnMs } from './servers.ts'
import { type Answer, type Asked, openTestRegistry, type TestRegistry } from './testing.ts'

const orders: Instance = {
  service: 'orders',
  instance: 'orders-1',
  address: 'http://10.0.0.1:4000',
  version: '1.2.3',
}
const renewMs = 30_000
const fetchMs = 30_000

function open(servers: readonly string[]) {
  const clock = createSimulatedClock()
  const eureka = openEureka({ servers, clock })
  return { clock, eureka }
}

/** A beat that finds the registry well ends when the next is due; so the clock moves until something was asked. */
async function beat(registry: TestRegistry, clock: ReturnType<typeof createSimulatedClock>) {
  const before = registry.asked.length
  await clock.advance(renewMs)
  await until(() => registry.asked.length > before)
}

/** What was registered. */
function registeredBy(asked: Asked | undefined): Readonly<Record<string, unknown>> {
  // Shape of a registration body.
  const body = JSON.parse(asked?.body ?? '') as { readonly instance: Record<string, unknown> }
  return body.instance
}

const said = ({ asked }: TestRegistry) => asked.map(({ what }) => what.replace(/=\d+/g, '=…'))

test('an instance is registered, renewed, and cancelled once', async () => {
  await using registry = await openTestRegistry()
  const { clock, eureka } = open([registry.url])
  const registration = await eureka.register(orders)
  registry.answer(() => 200)
  await beat(registry, clock)
  await registration.withdraw()
  await registration.withdraw()
  await eureka[Symbol.asyncDispose]()
  assert.deepEqual(said(registry), [
    'POST /eureka/apps/ORDERS',
    'PUT /eureka/apps/ORDERS/orders-1?status=UP&lastDirtyTimestamp=…',
    'DELETE /eureka/apps/ORDERS/orders-1',
  ])
  const [register] = registry.asked
  assert.equal(register?.headers['content-type'], 'application/json')
  assert.equal(registeredBy(register)['vipAddress'], 'orders')
})

test('closing the view cancels what is registered, and ends every timer', async () => {
  await using registry = await openTestRegistry()
  const { clock, eureka } = open([registry.url])
  await eureka.register(orders)
  eureka.instances('orders')
  await eureka[Symbol.asyncDispose]()
  assert.equal(said(registry).at(-1), 'DELETE /eureka/apps/ORDERS/orders-1')
  assert.equal(clock.pending, 0)
  await assert.rejects(eureka.register(orders), TypeError)
})

test('a registry that forgot the instance gets it anew, and as something newer', async () => {
  await using registry = await openTestRegistry()
  const { clock, eureka } = open([registry.url])
  await using _ = eureka
  await eureka.register(orders)
  registry.answer(({ what }) => (what.startsWith('PUT') ? 404 : 204))
  await beat(registry, clock)
  await until(() => registry.asked.length === 3)
  const [first, again] = [0, 2].map((place) => registeredBy(registry.asked[place]))
  assert.ok(Number(again?.['lastDirtyTimestamp']) > Number(first?.['lastDirtyTimestamp']))
})

test('a status is told at once and with every beat; telling it twice says nothing', async () => {
  await using registry = await openTestRegistry()
  const { clock, eureka } = open([registry.url])
  await using _ = eureka
  const registration = await eureka.register(orders)
  registry.answer(() => 200)
  await registration.report('OUT_OF_SERVICE')
  await registration.report('OUT_OF_SERVICE')
  await beat(registry, clock)
  await registration.report('DOWN')
  assert.deepEqual(said(registry), [
    'POST /eureka/apps/ORDERS',
    'PUT /eureka/apps/ORDERS/orders-1/status?value=OUT_OF_SERVICE&lastDirtyTimestamp=…',
    'PUT /eureka/apps/ORDERS/orders-1?status=OUT_OF_SERVICE&lastDirtyTimestamp=…',
    'POST /eureka/apps/ORDERS',
  ])
  assert.equal(registeredBy(registry.asked.at(-1))['status'], 'DOWN')
  // Of one that is down a registration is believed, and no override of a person is overwritten.
  await registration.report('UP')
  assert.equal(said(registry).at(-1), 'POST /eureka/apps/ORDERS')
})

test('a status that could not be told is told with the next beat', async () => {
  await using registry = await openTestRegistry()
  const { clock, eureka } = open([registry.url])
  await using _ = eureka
  const registration = await eureka.register(orders)
  registry.answer(() => 503)
  await assert.rejects(registration.report('OUT_OF_SERVICE'), { kind: 'unavailable' })
  registry.answer(() => 200)
  await beat(registry, clock)
  await until(() => registry.asked.length === 4)
  assert.deepEqual(said(registry).slice(2), [
    'PUT /eureka/apps/ORDERS/orders-1/status?value=OUT_OF_SERVICE&lastDirtyTimestamp=…',
    'PUT /eureka/apps/ORDERS/orders-1?status=OUT_OF_SERVICE&lastDirtyTimestamp=…',
  ])
})

test('a view that is closed while it registers leaves nothing behind', async () => {
  await using registry = await openTestRegistry()
  const { eureka } = open([registry.url])
  const registered = eureka.register(orders)
  await registry.heard(/^POST/)
  await eureka[Symbol.asyncDispose]()
  await registered
  assert.equal(said(registry).at(-1), 'DELETE /eureka/apps/ORDERS/orders-1')
})

test('a status that is told to a registry that forgot the instance registers it so', async () => {
  await using registry = await openTestRegistry()
  const { eureka } = open([registry.url])
  await using _ = eureka
  const registration = await eureka.register(orders)
  registry.answer(({ what }) => (what.startsWith('PUT') ? 404 : 204))
  await registration.report('OUT_OF_SERVICE')
  assert.equal(registeredBy(registry.asked.at(-1))['status'], 'OUT_OF_SERVICE')
})

test('names are escaped in paths', async () => {
  await using registry = await openTestRegistry()
  const { eureka } = open([registry.url])
  await using _ = eureka
  const registration = await eureka.register({ ...orders, instance: 'test#1.[3.?]!..' })
  await registration.withdraw()
  assert.equal(said(registry).at(-1), 'DELETE /eureka/apps/ORDERS/test%231.%5B3.%3F%5D!..')
})

test('a name that no registry could renew is refused before it is sent', async () => {
  await using registry = await openTestRegistry()
  const { eureka } = open([registry.url])
  await using _ = eureka
  for (const name of ['a/b', 'a\\b', 'a;b', 'a%b'])
    await assert.rejects(eureka.register({ ...orders, instance: name }), { kind: 'invalid' })
  assert.equal(registry.asked.length, 0)
})

test('user and password of an address are sent as a header, and stand in no message', async () => {
  await using registry = await openTestRegistry()
  const url = registry.url.replace('//', '//ada:p%40ss@')
  const { eureka } = open([url])
  await using _ = eureka
  await eureka.register(orders)
  const basic = registry.asked[0]?.headers.authorization ?? ''
  assert.equal(Buffer.from(basic.replace('Basic ', ''), 'base64').toString(), 'ada:p@ss')
  registry.answer(() => 503)
  await assert.rejects(eureka.register({ ...orders, instance: 'orders-2' }), (fault: Error) => {
    assert.match(fault.message, /No registry answers at http:\/\/127\.0\.0\.1:\d+\/eureka/)
    assert.doesNotMatch(fault.message, /p@ss|p%40ss/)
    return true
  })
})

test('a registry that refuses is heard in its own words', async () => {
  await using registry = await openTestRegistry()
  registry.answer(() => [400, 'Missing hostname'])
  const { eureka } = open([registry.url])
  await using _ = eureka
  await assert.rejects(eureka.register(orders), {
    kind: 'invalid',
    code: 'registration_refused',
    message: 'The registry does not take orders/orders-1, it answers 400: Missing hostname.',
  })
  registry.answer(() => 401)
  await assert.rejects(eureka.register(orders), { message: /Are user and password in its address/ })
})

test('where one server does not answer the next one does, and keeps being asked until it is time', async () => {
  await using one = await openTestRegistry()
  await using two = await openTestRegistry()
  one.answer(() => 500)
  const { clock, eureka } = open([one.url, two.url])
  await using _ = eureka
  await eureka.register(orders)
  assert.deepEqual([one.asked.length, two.asked.length], [1, 1])
  await beat(two, clock)
  assert.equal(one.asked.length, 1)
  one.answer(() => 200)
  for (let passedMs = renewMs; passedMs < returnMs - renewMs; passedMs += renewMs)
    await beat(two, clock)
  await beat(one, clock)
})

test('a server that is gone is told of once, and a beat does not end the lease', async () => {
  const gone = await openTestRegistry()
  const { clock, eureka } = open([gone.url])
  await using _ = eureka
  await eureka.register(orders)
  const { url } = gone
  await gone[Symbol.asyncDispose]()
  await assert.rejects(eureka.register({ ...orders, instance: 'orders-2' }), {
    kind: 'unavailable',
    code: 'registry_unreachable',
    message: new RegExp(`No registry answers at ${url}`),
  })
  await clock.advance(renewMs)
  // Withdrawing from a registry that is gone is no failure: its lease ends by itself.
})

test('an address that is none is refused with a sentence, without its password', () => {
  for (const url of ['ftp://a/eureka', 'localhost:8761', 'http://a/eureka?x', ''])
    assert.throws(() => openEureka({ servers: [url] }), /write the address of a registry like/)
  assert.throws(() => openEureka({ servers: [] }), /at least one address/)
})

const full = (...ids: readonly string[]) => toAnswer('UP', ids)
const delta = (hash: string, change: string, ...ids: readonly string[]) =>
  toAnswer('UP', ids, { hash, change })

function toAnswer(
  status: string,
  ids: readonly string[],
  { hash = `UP_${ids.length}_`, change = 'ADDED' } = {},
): Answer {
  const instance = ids.map((instanceId) => ({
    instanceId,
    hostName: 'h',
    app: 'ORDERS',
    status,
    vipAddress: 'orders',
    port: { $: 1, '@enabled': 'true' },
    actionType: change,
  }))
  const application = [{ name: 'ORDERS', instance }]
  return [200, { applications: { apps__hashcode: hash, application } }]
}

function known(eureka: Eureka, wanted: readonly string[]) {
  return until(() => {
    const found = eureka.instances('orders').map(({ instance }) => instance)
    return found.join() === wanted.join()
  })
}

/** Answers by path: everything, or what changed. */
function tell(registry: TestRegistry, answers: { readonly all: Answer; readonly delta: Answer }) {
  registry.answer(({ what }) => (what.includes('delta') ? answers.delta : answers.all))
}

test('nothing is fetched before somebody asks; then everything, and then what changed', async () => {
  await using registry = await openTestRegistry()
  const { clock, eureka } = open([registry.url])
  await using _ = eureka
  await clock.advance(fetchMs)
  assert.equal(registry.asked.length, 0)
  tell(registry, { all: full('a'), delta: delta('UP_2_', 'ADDED', 'b') })
  await known(eureka, ['a'])
  await clock.advance(fetchMs)
  await known(eureka, ['a', 'b'])
  assert.deepEqual(said(registry), ['GET /eureka/apps/', 'GET /eureka/apps/delta'])
  assert.equal(registry.asked[0]?.headers.accept, 'application/json')
})

test('a service that is first wanted between two fetches is fetched soon, and again while nobody is there', async () => {
  await using registry = await openTestRegistry()
  const { clock, eureka } = open([registry.url])
  await using _ = eureka
  tell(registry, { all: full('a'), delta: delta('UP_1_', 'MODIFIED', 'a') })
  await known(eureka, ['a'])
  // The next fetch, and the next time that a server which tells no changes is asked for them.
  await until(() => clock.pending === 2)
  const before = registry.asked.length
  eureka.instances('payments')
  await new Promise(setImmediate)
  for (let fetches = 1; fetches <= 3; fetches += 1) {
    await clock.advance(1_000)
    await until(() => registry.asked.length === before + fetches && clock.pending === 2)
  }
})

test('a server that knows nothing yet is passed over for one that does', async () => {
  await using starting = await openTestRegistry()
  await using other = await openTestRegistry()
  starting.answer(() => 403)
  tell(other, { all: full('a'), delta: 403 })
  const { eureka } = open([starting.url, other.url])
  await using _ = eureka
  await known(eureka, ['a'])
})

test('a view that counts otherwise than the registry fetches everything again', async () => {
  await using registry = await openTestRegistry()
  const { clock, eureka } = open([registry.url])
  await using _ = eureka
  tell(registry, { all: full('a'), delta: delta('UP_9_', 'ADDED', 'b') })
  await known(eureka, ['a'])
  tell(registry, { all: full('x', 'y'), delta: delta('UP_9_', 'ADDED', 'b') })
  await clock.advance(fetchMs)
  await known(eureka, ['x', 'y'])
})

for (const status of [403, 404])
  test(`a registry that gives no deltas (${status}) is fetched whole`, async () => {
    await using registry = await openTestRegistry()
    const { clock, eureka } = open([registry.url])
    await using _ = eureka
    tell(registry, { all: full('a'), delta: status })
    await known(eureka, ['a'])
    tell(registry, { all: full('b'), delta: status })
    await clock.advance(fetchMs)
    await known(eureka, ['b'])
  })

for (const [what, answer] of [
  ['fails', 500],
  ['is not ready', 403],
  ['says nonsense', [200, '<html>']],
  ['empties its body', [200, '']],
] as const)
  test(`while the registry ${what}, known instances stay, and news comes afterwards`, async () => {
    await using registry = await openTestRegistry()
    const { clock, eureka } = open([registry.url])
    await using _ = eureka
    tell(registry, { all: full('a'), delta: 403 })
    await known(eureka, ['a'])
    const before = registry.asked.length
    registry.answer(() => answer)
    await clock.advance(fetchMs)
    await until(() => registry.asked.length > before && clock.pending > 0)
    await known(eureka, ['a'])
    tell(registry, { all: full('b'), delta: 403 })
    await until(async () => {
      await clock.advance(fetchMs)
      return eureka.instances('orders')[0]?.instance === 'b'
    })
  })

test('a watcher hears of changes and of nothing else', async () => {
  await using registry = await openTestRegistry()
  const { clock, eureka } = open([registry.url])
  await using _ = eureka
  const heard: string[] = []
  eureka.watch('orders', (found) => void heard.push(found.map(({ instance }) => instance).join()))
  tell(registry, { all: full('a'), delta: delta('UP_1_', 'MODIFIED', 'a') })
  await until(() => heard.at(-1) === 'a')
  const before = heard.length
  await clock.advance(fetchMs)
  await registry.heard(/delta/)
  await clock.advance(fetchMs)
  await until(() => registry.asked.filter(({ what }) => what.includes('delta')).length === 2)
  assert.equal(heard.length, before)
})
