/** The lease under a simulated clock: what happens when, exactly. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { silentLog } from '@atoll/pipeline'
import { createSeededRandom, createSimulatedClock } from '@atoll/pipeline/simulated'
import { createPausableClock } from './conformance/pausable-clock.ts'
import { message, topic } from './conformance/world.ts'
import type { Envelope } from './envelope.ts'
import { openLaneConsumer } from './lane-consumer.ts'
import { laneOf } from './lane.ts'
import type { LaneStore } from './lane-store.ts'
import { createMemoryBroker } from './memory.ts'
import { MemoryGroup } from './memory-group.ts'
import { MemoryLog } from './memory-log.ts'
import type { Delivery } from './messaging.ts'

const leaseMs = 10_000
const handlerMs = 700
const random = createSeededRandom(1)

it('takes over the lanes of a silent instance when its lease has ended, not before', async () => {
  const clock = createSimulatedClock()
  const broker = createMemoryBroker({ clock, random, leaseMs })
  const pausable = createPausableClock(clock)
  const silent = broker.connect({ clock: pausable })
  const other = broker.connect()
  const got: string[] = []
  const consumer = { group: 'g', topics: [topic], log: silentLog }
  await silent.subscribe({ ...consumer, handle: () => new Promise(() => {}) })
  pausable.pause()
  await silent.publish([message('k', 1)])
  await clock.advance(0)
  await other.subscribe({ ...consumer, handle: async ({ key }) => void got.push(key) })
  await clock.advance(leaseMs - 1)
  assert.deepEqual(got, [])
  await clock.advance(leaseMs / 3 + 1)
  assert.deepEqual(got, ['k'])
})

it('keeps the lane for a handler that takes longer than the lease', async () => {
  const clock = createSimulatedClock()
  const broker = createMemoryBroker({ clock, random, leaseMs })
  const deliveries: Delivery[] = []
  const consumer = { group: 'g', topics: [topic], log: silentLog }
  const handle = async (_: Envelope, delivery: Delivery) => {
    deliveries.push(delivery)
    await clock.sleep(5 * leaseMs)
  }
  for (const messaging of [broker.connect(), broker.connect()])
    await messaging.subscribe({ ...consumer, handle })
  await broker.connect().publish([message('k', 1)])
  await clock.advance(6 * leaseMs)
  assert.equal(deliveries.length, 1)
  assert.equal(deliveries[0]?.cancellation.reason, null)
})

it('begins nothing, and tells handlers, before a lease ends that cannot be renewed', async () => {
  const { clock, store, log } = world()
  let isCut = false
  const begun: Delivery[] = []
  const cut: LaneStore = {
    ...store,
    claim: () => (isCut ? Promise.reject(new Error('cut off')) : store.claim()),
  }
  const opened = await openLaneConsumer({
    store: cut,
    clock,
    random,
    leaseMs,
    onStop: () => {},
    consumer: {
      group: 'g',
      topics: [topic],
      log: silentLog,
      handle: async (_, delivery) => {
        begun.push(delivery)
        await clock.sleep(handlerMs)
      },
    },
  })
  isCut = true
  log.append(Array.from({ length: 50 }, () => message('k', 1)))
  opened.notice([{ lane: laneOf('k'), first: 0, next: 50 }], [topic])
  await clock.advance(0)
  await clock.advance(leaseMs * 0.9 - 1)
  assert.equal(begun.length, Math.ceil((leaseMs * 0.9) / handlerMs))
  assert.equal(begun.at(-1)?.cancellation.reason, null)
  await clock.advance(1)
  assert.equal(begun.at(-1)?.cancellation.reason?.code, 'lane_lost')
  const before = begun.length
  await clock.advance(3 * leaseMs)
  assert.equal(begun.length, before)
  isCut = false
  await clock.advance(60 * handlerMs)
  assert.ok(begun.length > before, 'it goes on when the store answers again')
})

it('begins nothing after a pause beyond its lease, although no alarm told it', async () => {
  const clock = createSimulatedClock()
  const pausable = createPausableClock(clock)
  const messaging = createMemoryBroker({ clock, random, leaseMs }).connect({ clock: pausable })
  const begun: string[] = []
  const go = Promise.withResolvers<void>()
  await messaging.subscribe({
    group: 'g',
    topics: [topic],
    log: silentLog,
    handle: ({ id }) => {
      begun.push(id)
      return go.promise
    },
  })
  await messaging.publish([message('k', 1), message('k', 2)])
  await clock.advance(0)
  pausable.pause()
  await clock.advance(leaseMs)
  go.resolve()
  await clock.advance(0)
  assert.equal(begun.length, 1)
  pausable.resume()
  await clock.advance(0)
  assert.ok(begun.length > 1, 'it goes on with a new lease')
})

it('never runs two handlers of a lane, also when it is lost and taken again', async () => {
  const clock = createSimulatedClock()
  const pausable = createPausableClock(clock)
  const messaging = createMemoryBroker({ clock, random, leaseMs }).connect({ clock: pausable })
  const begun: Delivery[] = []
  const go = Promise.withResolvers<void>()
  await messaging.subscribe({
    group: 'g',
    topics: [topic],
    log: silentLog,
    handle: (_, delivery) => {
      begun.push(delivery)
      return go.promise
    },
  })
  await messaging.publish([message('k', 1)])
  await clock.advance(0)
  pausable.pause()
  await clock.advance(leaseMs)
  pausable.resume()
  await clock.advance(leaseMs)
  assert.equal(begun.length, 1)
  assert.equal(begun[0]?.cancellation.reason?.code, 'lane_lost')
  go.resolve()
  await clock.advance(0)
  assert.equal(begun.length, 2)
})

it('waits longer after each failure of a handler', async () => {
  const clock = createSimulatedClock()
  const broker = createMemoryBroker({ clock, random: { next: () => 1 }, leaseMs })
  const messaging = broker.connect()
  const at: number[] = []
  await messaging.subscribe({
    group: 'g',
    topics: [topic],
    log: silentLog,
    handle: async () => {
      at.push(clock.monotonic())
      throw new Error('no')
    },
  })
  await messaging.publish([message('k', 1)])
  await clock.advance(0)
  await clock.advance(1_000)
  assert.deepEqual(at, [0, 50, 150, 350, 750])
})

it('leaves no alarm behind', async () => {
  const clock = createSimulatedClock()
  const messaging = createMemoryBroker({ clock, random }).connect()
  const subscription = await messaging.subscribe({
    group: 'g',
    topics: [topic],
    log: silentLog,
    handle: async () => {},
  })
  assert.ok(clock.pending > 0)
  await subscription.stop(0)
  await messaging[Symbol.asyncDispose]()
  assert.equal(clock.pending, 0)
})

function world() {
  const clock = createSimulatedClock()
  const log = new MemoryLog({ clock, random, faults: {}, onNews: () => {} })
  const group = new MemoryGroup({ log, clock, leaseMs, onChange: () => {} })
  return { clock, log, store: group.storeFor('me', [topic]) }
}
