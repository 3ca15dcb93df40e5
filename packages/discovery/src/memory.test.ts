import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { discoveryConformance } from './conformance.ts'
import {
  createMemoryRegistry,
  instancesMax,
  leaseMs,
  type MemoryDiscovery,
  renewMs,
} from './memory.ts'

discoveryConformance({
  capabilities: { registers: true, expires: true, metadata: true },
  open: async () => {
    const clock = createSimulatedClock()
    const registry = createMemoryRegistry({ clock })
    const opened = new Set<MemoryDiscovery>()
    return {
      async connect() {
        const discovery = registry.connect()
        opened.add(discovery)
        return discovery
      },
      crash: (process) =>
        opened
          .values()
          .find((each) => each === process)
          ?.crash(),
      passLease: () => clock.advance(leaseMs + renewMs),
      async [Symbol.asyncDispose]() {
        await Promise.all([...opened].map((each) => each[Symbol.asyncDispose]()))
        assert.equal(clock.pending, 0, 'a timer was left open')
      },
    }
  },
})

const instance = { service: 'a', instance: 'a-1', address: 'memory:1', version: '1' }

test('a dead instance is known until exactly the end of its lease', async () => {
  const clock = createSimulatedClock()
  const registry = createMemoryRegistry({ clock })
  const server = registry.connect()
  await using client = registry.connect()
  client.instances('a')
  await server.register(instance)
  server.crash()
  await clock.advance(leaseMs - 1)
  assert.equal(client.instances('a').length, 1)
  await clock.advance(1)
  assert.equal(client.instances('a').length, 0)
  assert.equal(clock.pending, 0)
})

test('news is never told within the call that makes it', async () => {
  await using client = createMemoryRegistry({ clock: createSimulatedClock() }).connect()
  let heard = 0
  client.watch('a', (instances) => void (heard += instances.length))
  const registered = client.register(instance)
  assert.equal(heard, 0)
  await registered
  await new Promise(setImmediate)
  assert.ok(heard > 0)
})

test('an instance registered anew is not withdrawn by its former holder', async () => {
  const registry = createMemoryRegistry({ clock: createSimulatedClock() })
  await using first = registry.connect()
  await using second = registry.connect()
  second.instances('a')
  const former = await first.register(instance)
  await second.register({ ...instance, address: 'memory:2' })
  await former.withdraw()
  await new Promise(setImmediate)
  assert.deepEqual(
    second.instances('a').map(({ address }) => address),
    ['memory:2'],
  )
})

test('a full registry refuses one more', async () => {
  await using discovery = createMemoryRegistry({ clock: createSimulatedClock() }).connect()
  for (let index = 0; index < instancesMax; index += 1)
    await discovery.register({ ...instance, instance: `a-${index}` })
  await assert.rejects(discovery.register({ ...instance, instance: 'one-more' }), {
    code: 'registry_full',
    kind: 'limited',
  })
})

test('what was registered cannot be changed through the object that was given', async () => {
  await using discovery = createMemoryRegistry({ clock: createSimulatedClock() }).connect()
  const given = { ...instance, metadata: { zone: 'a' } }
  await discovery.register(given)
  given.metadata.zone = 'b'
  discovery.instances('a')
  await new Promise(setImmediate)
  assert.deepEqual(discovery.instances('a')[0]?.metadata, { zone: 'a' })
})
