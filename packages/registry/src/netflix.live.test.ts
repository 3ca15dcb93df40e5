/** Netflix's own client, through Jersey 3, lives with our registry and our client: each sees what the other does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EurekaRegistration, openEureka } from '@atoll/discovery-eureka'
import { silentLog, systemClock } from '@atoll/pipeline'
import { type OpenedServer, openServer } from '@atoll/servers'
import { until } from '@atoll/testkit'
import type { InstanceInfo, InstanceStatus } from './instance-info.ts'
import { openRegistry } from './open.ts'

const withinMs = 30_000
/** How long callers may see an instance that was killed. Units: milliseconds. */
const goneMsMax = 5_000
const id = 'netflix-1'
const ours = { service: 'svc', instance: 'one', address: 'http://h:1', version: '7' }

const openOurs = (parts: Partial<Parameters<typeof openRegistry>[0]> = {}) =>
  openRegistry({ port: 0, log: silentLog, clock: systemClock, ...parts })

/** A program with Netflix's client in it, which renews and fetches each second; its lease is 3 s. */
async function openNetflix(registryUrl: string, settings: readonly string[] = []) {
  const own = [`--eureka.serviceUrl.default=${registryUrl}/`, `--eureka.instanceId=${id}`]
  const server = await openServer('netflix', { settings: [...own, ...settings] })
  const ask = async (path: string, method = 'GET'): Promise<unknown> => {
    const reply = await fetch(server.url + path, { method })
    const said: unknown = await reply.json()
    assert.equal(reply.status, 200, `${path}: ${String(said)}\n${server.lastLines()}`)
    return said
  }
  // Each in the shape in which Client.java writes it.
  return {
    server,
    instances: async (app: string) => (await ask(`/instances/${app}`)) as InstanceInfo[],
    requests: async () => (await ask('/requests')) as Readonly<Record<string, number>>,
    status: async (next: InstanceStatus | '' = '') =>
      (await ask(`/status?${next}`)) as { own: InstanceStatus; registry: InstanceStatus },
    lookUp: async (path: string, method = 'GET') =>
      (await ask(`/ask/${path}`, method)) as { status: number; instances?: InstanceInfo[] },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

const soon = (what: string, look: () => Promise<boolean> | boolean, server?: OpenedServer) =>
  until(look, { what, withinMs, ...(server === undefined ? {} : { explain: server.lastLines }) })

/** What a status looks like to Netflix's client. */
const isSeen = async (
  netflix: { instances(app: string): Promise<InstanceInfo[]> },
  status: InstanceStatus,
) => (await netflix.instances('SVC'))[0]?.status === status

test('each finds the other and sees its status change, by deltas alone', async () => {
  await using registry = await openOurs()
  await using caller = openEureka({ servers: [registry.url] })
  const registration: EurekaRegistration = await caller.register(ours)
  await using netflix = await openNetflix(registry.url)
  const found = () => caller.instances('netflix')
  await soon('Netflix to be found', () => found().length === 1, netflix.server)
  const [its] = found()
  assert.deepEqual([its?.instance, its?.address], [id, netflix.server.url])
  assert.equal(its?.metadata?.['made-by'], 'Netflix')
  await soon('ours to be seen', () => isSeen(netflix, 'UP'), netflix.server)
  const [seen] = await netflix.instances('SVC')
  assert.equal(seen?.homePageUrl, 'http://h:1/')
  assert.deepEqual(seen?.port, { number: 1, isEnabled: true })
  assert.deepEqual(seen?.metadata, { version: '7' })

  await netflix.status('DOWN')
  await soon('Netflix to be down', () => found().length === 0, netflix.server)
  await netflix.status('UP')
  await soon('Netflix to be up', () => found().length === 1, netflix.server)
  await registration.report('OUT_OF_SERVICE')
  await soon('ours to be out', () => isSeen(netflix, 'OUT_OF_SERVICE'), netflix.server)
  await registration.report('UP')
  await soon('ours to be back', () => isSeen(netflix, 'UP'), netflix.server)
  await registration.withdraw()
  await soon('ours to be gone', async () => (await netflix.instances('SVC')).length === 0)

  const requests = await netflix.requests()
  // Once at its start. Who computes another hash than a delta tells fetches everything again.
  assert.equal(requests['GET apps/'], 1)
  assert.ok((requests['GET apps/delta'] ?? 0) >= 3)
  await netflix.server.stop()
  await until(() => found().length === 0, { what: 'Netflix to cancel', withinMs: goneMsMax })
})

test('an override stands over what Netflix’s client says, and what it is asked once is answered', async () => {
  await using registry = await openOurs()
  await using caller = openEureka({ servers: [registry.url] })
  await caller.register(ours)
  await using netflix = await openNetflix(registry.url)
  const { server, lookUp } = netflix
  const found = () => caller.instances('netflix')
  await soon('Netflix to be found', () => found().length === 1, server)
  assert.equal((await lookUp(`apps/NETFLIX/${id}?OUT_OF_SERVICE`, 'PUT')).status, 200)
  await soon('the override to be seen', () => found().length === 0, server)
  const isTold = async () => (await netflix.status()).registry === 'OUT_OF_SERVICE'
  await soon('Netflix to know what is said of it', isTold, server)
  assert.equal((await netflix.status()).own, 'UP')
  const renewals = async () => (await netflix.requests())[`PUT apps/NETFLIX/${id}`] ?? 0
  const before = await renewals()
  await soon('two more renewals', async () => (await renewals()) > before + 1, server)
  assert.equal(found().length, 0)
  assert.equal((await lookUp(`apps/NETFLIX/${id}`, 'DELETE')).status, 200)
  await soon('it to be back', () => found().length === 1, server)

  for (const path of ['vips/svc', 'svips/svc', 'apps/SVC', 'apps/SVC/one', 'instances/one']) {
    const { status, instances } = await lookUp(path)
    assert.deepEqual([status, instances?.map(({ instanceId }) => instanceId)], [200, ['one']], path)
  }
  assert.deepEqual(await lookUp('vips/nobody'), { status: 200, instances: [] })
  for (const path of ['apps/NOBODY', 'apps/SVC/nobody', 'instances/nobody'])
    assert.deepEqual(await lookUp(path), { status: 404 }, path)
})

test('one that was killed is gone soon, comes back under its id, and sees another die', async () => {
  await using registry = await openOurs()
  await using caller = openEureka({ servers: [registry.url] })
  // Who knows nobody fetches everything each time.
  await caller.register(ours)
  const found = () => caller.instances('netflix')
  const first = await openNetflix(registry.url)
  await soon('Netflix to be found', () => found().length === 1, first.server)
  await first.server.kill()
  const killedAt = systemClock.monotonic()
  await soon('the dead one to be gone', () => found().length === 0)
  const goneMs = systemClock.monotonic() - killedAt
  assert.ok(goneMs <= goneMsMax, `gone after ${goneMs} ms`)

  await using second = await openNetflix(registry.url)
  await soon('it to be back', () => found()[0]?.address === second.server.url, second.server)
  assert.equal(found()[0]?.instance, id)
  await using dying = await openNetflix(registry.url, ['--eureka.name=dying'])
  const seen = async () => (await second.instances('DYING')).length
  await soon('the other to be seen', async () => (await seen()) === 1, second.server)
  await dying.server.kill()
  await soon('the other to be gone', async () => (await seen()) === 0, second.server)
  assert.equal((await second.requests())['GET apps/'], 1)
})

test('after a restart of the registry everybody registers anew and finds the others', async () => {
  let registry = await openOurs()
  const { url } = registry
  await using caller = openEureka({ servers: [url] })
  await caller.register(ours)
  await using netflix = await openNetflix(url)
  const { server, requests } = netflix
  await soon('Netflix to be found', () => caller.instances('netflix').length === 1, server)
  await soon('ours to be seen', () => isSeen(netflix, 'UP'), server)
  const registrations = async () => (await requests())['POST apps/NETFLIX'] ?? 0
  const before = await registrations()
  await registry[Symbol.asyncDispose]()
  registry = await openOurs({ port: Number(new URL(url).port) })
  await using _ = registry
  await soon('it to register', async () => (await registrations()) > before, server)
  await soon('Netflix to be found', () => caller.instances('netflix').length === 1, server)
  await soon('ours to be seen', () => isSeen(netflix, 'UP'), server)
})

test('it shows its password, and is told everything where it asks for what is compact', async () => {
  await using registry = await openOurs({ credentials: { user: 'u', password: 'p' } })
  const servers = [registry.url.replace('//', '//u:p@')]
  await using caller = openEureka({ servers })
  await caller.register(ours)
  await using netflix = await openNetflix(servers[0] ?? '', ['--eureka.clientDataAccept=compact'])
  await soon('ours to be seen', () => isSeen(netflix, 'UP'), netflix.server)
  const [seen] = await netflix.instances('SVC')
  // Through Jersey 3 it asks for `[compact]`, a list, which Netflix's server takes for nothing either.
  assert.deepEqual(seen?.metadata, { version: '7' })
  await soon('Netflix to be found', () => caller.instances('netflix').length === 1)
})
