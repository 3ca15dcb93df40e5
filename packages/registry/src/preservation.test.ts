import assert from 'node:assert/strict'
import { test } from 'node:test'
import { preservationDefault } from './preservation.ts'
import { createSimulatedLeases, lasting, type SimulatedLeases } from './testing.ts'

/** Registers instances with short leases; the named ones fall silent, the others are renewed. */
function create(count: number, settings: Parameters<typeof createSimulatedLeases>[0] = {}) {
  const simulated = createSimulatedLeases(settings)
  const ids = Array.from({ length: count }, (_, index) => `i${index}`)
  for (const instanceId of ids) simulated.leases.register(lasting(3, { instanceId }))
  return { simulated, ids }
}

async function live(
  { leases, pass }: SimulatedLeases,
  alive: readonly string[],
  ms: number,
): Promise<readonly string[]> {
  const evicted: string[] = []
  for (let passed = 0; passed < ms; passed += 1_000) {
    for (const id of alive) leases.renew({ app: 'SVC', id }, null)
    evicted.push(...(await pass(1_000)))
  }
  return evicted
}

test('a few that fall silent are evicted', async () => {
  const { simulated, ids } = create(20)
  assert.deepEqual(await live(simulated, ids.slice(3), 10_000), ids.slice(0, 3))
})

test('many that fall silent together are kept, until they are heard again', async () => {
  const { simulated, ids } = create(20)
  assert.deepEqual(await live(simulated, ids.slice(4), 60_000), [])
  assert.equal(simulated.leases.sweep().isHolding, true)
  assert.deepEqual(await live(simulated, ids, 10_000), [])
  assert.equal(simulated.leases.sweep().isHolding, false)
  assert.deepEqual(await live(simulated, ids.slice(1), 10_000), ['i0'])
})

test('one after the other within a minute counts as together', async () => {
  const { simulated, ids } = create(20)
  assert.deepEqual(await live(simulated, ids.slice(3), 10_000), ids.slice(0, 3))
  assert.deepEqual(await live(simulated, ids.slice(4), 30_000), [])
  assert.deepEqual(await live(simulated, ids.slice(4), 60_000), ['i3'])
})

test('silence that lasts is believed at last', async () => {
  const { simulated, ids } = create(20)
  const { msMax } = preservationDefault
  assert.deepEqual(await live(simulated, ids.slice(10), msMax + 3_000), [])
  assert.deepEqual(await live(simulated, ids.slice(10), 1_000), ids.slice(0, 10))
})

test('in a small registry silence is always believed', async () => {
  const { simulated } = create(preservationDefault.instancesMin - 1)
  assert.equal((await live(simulated, [], 4_000)).length, preservationDefault.instancesMin - 1)
  const { simulated: larger } = create(preservationDefault.instancesMin)
  assert.deepEqual(await live(larger, [], 4_000), [])
})

test('it can be left out, and its share is a setting', async () => {
  const { simulated: without } = create(20, { preservation: null })
  assert.equal((await live(without, [], 4_000)).length, 20)
  const half = { ...preservationDefault, share: 0.5 }
  const { simulated, ids } = create(20, { preservation: half })
  assert.equal((await live(simulated, ids.slice(10), 10_000)).length, 10)
})

test('one whose place a newcomer took is gone, and nobody doubts because of it', async () => {
  const { simulated, ids } = create(20)
  const alive = ids.slice(10)
  await live(simulated, ids, 2_000)
  // Ten are killed and started again under other ids, one each second.
  for (const id of ids.slice(0, 10)) {
    const instanceId = `${id}-again`
    alive.push(instanceId)
    await live(simulated, alive.slice(0, -1), 1_000)
    simulated.leases.register(lasting(3, { instanceId }))
  }
  await live(simulated, alive, 4_000)
  assert.equal(simulated.leases.size, 20)
  assert.equal(simulated.leases.preservation.heldForMs, null)
})

test('a newcomer takes the place of one only; of those who fell silent together the others are kept', async () => {
  const { simulated, ids } = create(20)
  const alive = ids.slice(10)
  await live(simulated, alive, 2_000)
  simulated.leases.register(lasting(3, { instanceId: 'new' }))
  assert.deepEqual(await live(simulated, [...alive, 'new'], 60_000), ['i0'])
  assert.equal(simulated.leases.sweep().isHolding, true)
})

test('a fleet whose instances came one after the other takes no places of its own when all fall silent', async () => {
  const { simulated } = create(0)
  for (let index = 0; index < 20; index += 1) {
    simulated.leases.register(lasting(3, { instanceId: `i${index}` }))
    await simulated.pass(100)
  }
  assert.deepEqual(await simulated.pass(60_000), [])
})
