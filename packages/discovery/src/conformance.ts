/**
 * What every discovery must do, as tests: called by the test of the twin and of each adapter. It waits for conditions,
 * never for a time, so that it passes on a slow registry too.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Discovery, DiscoveryCapabilities, Instance } from './instance.ts'

/** One registry and several processes that use it. */
export interface Registry extends AsyncDisposable {
  /** Opens the view of one more process. */
  connect(): Promise<Discovery>
  /** Ends a process without a word. Asked for only where `expires` is a capability. */
  crash(process: Discovery): void
  /** Lets the longest time pass for which a dead instance stays known; a simulated clock moves, a real one waits. */
  passLease(): Promise<void>
}

const one: Instance = {
  service: 'inventory',
  instance: 'inventory-1',
  address: 'http://10.0.0.1:4000',
  version: '1.2.3',
  metadata: { zone: 'a' },
}
const two: Instance = { ...one, instance: 'inventory-2', address: 'http://10.0.0.2:4000' }

type Case = readonly [title: string, body: (registry: Registry) => Promise<void>]

const cases: readonly Case[] = [
  ['an instance registered in one process is found in another', foundElsewhere],
  ['a service nobody registered has no instances, and others are not mixed in', notMixed],
  ['a withdrawn instance is no longer found, and withdrawing twice does nothing', withdrawn],
  ['a watcher hears what is known already, and nothing once it has stopped', watches],
  ['closing a process withdraws everything it registered', closing],
  ['an instance whose process lives outlasts its lease', outlasts],
]
const withMetadata: Case = ['an instance arrives as it was registered', arrivesWhole]
const withExpiry: Case = ['an instance whose process died without a word disappears', disappears]

/** Runs the suite; what the capabilities do not promise is not asked. `open` gives each case an empty registry. */
export function discoveryConformance(parts: {
  readonly open: () => Promise<Registry>
  readonly capabilities: DiscoveryCapabilities
}): void {
  const { open, capabilities } = parts
  const asked = [
    ...cases,
    ...(capabilities.metadata ? [withMetadata] : []),
    ...(capabilities.expires ? [withExpiry] : []),
  ]
  for (const [title, body] of asked)
    test(title, async () => {
      await using registry = await open()
      await body(registry)
    })
  test('it says of itself what it can do', async () => {
    await using registry = await open()
    await using discovery = await registry.connect()
    assert.deepEqual(discovery.capabilities, capabilities)
  })
}

async function foundElsewhere(registry: Registry): Promise<void> {
  await using server = await registry.connect()
  await using client = await registry.connect()
  await server.register(one)
  await server.register(two)
  await known(client, [one, two])
  const found = client.instances('inventory')
  assert.deepEqual(places(found), [one.address, two.address])
}

async function arrivesWhole(registry: Registry): Promise<void> {
  await using server = await registry.connect()
  await using client = await registry.connect()
  await server.register(one)
  await known(client, [one])
  const [found] = client.instances('inventory')
  assert.deepEqual({ ...found }, one)
  assert.notEqual(found, one, 'what arrives is a copy')
}

async function notMixed(registry: Registry): Promise<void> {
  await using server = await registry.connect()
  await using client = await registry.connect()
  await server.register(one)
  await server.register({ ...two, service: 'payments', instance: 'payments-1' })
  await known(client, [one])
  await known(client, [two], 'payments')
  assert.deepEqual(client.instances('delivery'), [])
}

async function withdrawn(registry: Registry): Promise<void> {
  await using server = await registry.connect()
  await using client = await registry.connect()
  const registration = await server.register(one)
  await server.register(two)
  await known(client, [one, two])
  await registration.withdraw()
  await known(client, [two])
  await registration.withdraw()
  await registry.passLease()
  await known(client, [two])
}

async function watches(registry: Registry): Promise<void> {
  await using server = await registry.connect()
  await using client = await registry.connect()
  await server.register(one)
  await known(client, [one])
  const heard: (readonly string[])[] = []
  const stop = client.watch('inventory', (instances) => void heard.push(places(instances)))
  await known(client, [one])
  assert.deepEqual(heard.at(-1), [one.address])
  stop()
  const before = heard.length
  await server.register(two)
  await known(client, [one, two])
  assert.equal(heard.length, before)
}

async function closing(registry: Registry): Promise<void> {
  await using client = await registry.connect()
  {
    await using server = await registry.connect()
    await server.register(one)
    await server.register(two)
    await known(client, [one, two])
  }
  await known(client, [])
}

async function outlasts(registry: Registry): Promise<void> {
  await using server = await registry.connect()
  await using client = await registry.connect()
  await server.register(one)
  await known(client, [one])
  await registry.passLease()
  assert.deepEqual(places(client.instances('inventory')), [one.address])
}

async function disappears(registry: Registry): Promise<void> {
  await using server = await registry.connect()
  await using client = await registry.connect()
  await server.register(one)
  await known(client, [one])
  registry.crash(server)
  assert.deepEqual(places(client.instances('inventory')), [one.address])
  await registry.passLease()
  await known(client, [])
}

/** Waits until exactly these instances are known. */
function known(discovery: Discovery, wanted: readonly Instance[], service = 'inventory') {
  return new Promise<void>((resolve) => {
    const stop = discovery.watch(service, (instances) => {
      if (places(instances).join() !== places(wanted).join()) return
      // A listener may be called before `watch` has returned how to stop it.
      queueMicrotask(() => stop())
      resolve()
    })
  })
}

/** Not every discovery knows instances by the names they give themselves. */
function places(instances: readonly Instance[]): readonly string[] {
  return instances.map(({ address }) => address).toSorted()
}
