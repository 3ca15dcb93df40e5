import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineSettings, setting } from '@atoll/config'
import { createMemoryRemote } from '@atoll/config/memory'
import type { Registration } from '@atoll/discovery'
import { createMemoryRegistry } from '@atoll/discovery/memory'
import { createMemoryBroker } from '@atoll/messaging/memory'
import { encodeNotice } from '@atoll/outbox'
import { createContext, Fault, isFault, type Principal } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import type { Database } from '@atoll/storage'
import { createMemoryTransport } from '@atoll/transport/memory'
import { z } from 'zod'
import { implement, type RunningService, startService, type Surroundings } from './index.ts'
import {
  catalog,
  catalogService,
  clock,
  ids,
  openWorld,
  orders,
  ordersService,
  until,
  type World,
} from './testing.ts'

const kinds = ['direct', 'memory'] as const

/** Lets somebody's order be heard, as if a service elsewhere had told it. */
async function tell({ messaging, identity }: World, orderId: string): Promise<void> {
  const principal: Principal = { subject: 'ada', scopes: ['orders:write'] }
  const id = ids.uuid()
  const attestation = await identity.attest('orders', 'orderPlaced', { principal, messageId: id })
  const notice = {
    kind: 'event',
    event: orders.orderPlaced,
    id,
    key: orderId,
    data: { orderId, sku: 'tea' },
    at: clock.now(),
    attestation,
    context: createContext(ids, { caller: 'orders', principal }),
  } as const
  await messaging.publish([encodeNotice(notice, clock)])
}

for (const kind of kinds) {
  test(`${kind}: a command and a consumer wait for a service that starts after them`, async () => {
    await using world = await openWorld(kind)
    const first = await startService(ordersService(), world.around)
    await (await world.admin('orders')).query({ text: "insert into placed values ('o1', 1)" })
    await tell(world, 'o1')
    const { orders: client } = await world.clients()
    const placing = client.place({ orderId: 'o2', sku: 'tea' }, { idempotencyKey: 'k' })
    await until(() => world.value('orders', 'select count(*)::int from atoll.attempt'))
    const second = await startService(catalogService(), world.around)
    assert.deepEqual(await placing, { orderId: 'o2', amount: 100 })
    const confirmed = "select confirmed from placed where order_id = 'o1'"
    await until(
      () => world.value('orders', confirmed),
      (amount) => amount === 100,
    )
    assert.equal(await world.value('orders', 'select count(*)::int from atoll.parked'), 0)
    await first.stop()
    await second.stop()
  })

  test(`${kind}: stopping under load answers every call and loses no event`, async () => {
    await using world = await openWorld(kind)
    const other = await startService(catalogService(), world.around)
    let running = await startService(ordersService(), world.around)
    const { orders: client } = await world.clients()
    const load = startLoad((orderId) =>
      client.place({ orderId, sku: 'tea' }, { idempotencyKey: orderId, deadlineMs: 2_000 }),
    )
    await until(() => load.answered.length >= 30)
    await running.stop()
    await load.stop()
    const written = 'select count(*)::int from placed'
    assert.equal(await world.value('orders', written), load.answered.length)
    const faults = load.failed.filter(({ executed }) => executed !== 'no')
    assert.deepEqual(faults, [])
    const leases = `select (select count(*) from atoll.outbox_relay)::int
      + (select count(*) from atoll.outbox_lane where owner is not null)::int
      + (select count(*) from atoll.outbox)::int`
    assert.equal(await world.value('orders', leases), 0)
    running = await startService(ordersService(), world.around)
    await until(
      () => world.value('catalog', 'select count(distinct order_id)::int from sold'),
      (count) => count === load.answered.length,
    )
    await until(
      () => world.value('orders', 'select count(confirmed)::int from placed'),
      (count) => count === load.answered.length,
    )
    const sold = 'select count(*)::int from sold'
    assert.equal(await world.value('catalog', sold), load.answered.length)
    await running.stop()
    await other.stop()
  })
}

/** Callers that call one after the other until they are stopped. */
function startLoad(call: (name: string) => Promise<unknown>) {
  const answered: string[] = []
  const failed: Fault[] = []
  let isOver = false
  const caller = async (name: string) => {
    for (let n = 0; !isOver && failed.length < 40; n += 1) {
      const reply = await call(`${name}-${n}`).catch((error: unknown) => Fault.from(error))
      if (isFault(reply)) failed.push(reply)
      else answered.push(`${name}-${n}`)
    }
  }
  const callers = Promise.all(Array.from({ length: 12 }, (_, n) => caller(`caller-${n}`)))
  return {
    answered,
    failed,
    stop: () => {
      isOver = true
      return callers
    },
  }
}

/** The ports of a world, each of which writes down what is closed, and may fail to open. */
function recorded(around: Surroundings, closed: string[], failing: string | null = null) {
  const opening = (what: string) => {
    if (what === failing) throw new Error(`${what} cannot be had`)
  }
  const calls: Surroundings['calls'] = {
    kind: 'remote',
    discovery: recordedDiscovery(opening, closed),
    transport: recordedTransport(opening, closed),
  }
  const { messaging } = around
  const watched: Surroundings = {
    ...around,
    calls,
    external: new Map(),
    messaging: {
      name: messaging.name,
      capabilities: messaging.capabilities,
      publish: (messages) => {
        closed.push('published')
        return messaging.publish(messages)
      },
      async subscribe(consumer) {
        opening('consumers')
        const subscription = await messaging.subscribe(consumer)
        return {
          ...subscription,
          lag: () => subscription.lag(),
          async stop(graceMs) {
            await subscription.stop(graceMs)
            closed.push('consumers')
          },
          [Symbol.asyncDispose]: () => subscription[Symbol.asyncDispose](),
        }
      },
      check: () => messaging.check(),
      [Symbol.asyncDispose]: async () => {},
    },
    async openDatabase(service) {
      opening('database')
      return recordedDatabase(await around.openDatabase(service), opening, closed)
    },
    async openIdentity(service) {
      opening('identity')
      return around.openIdentity(service)
    },
    openTelemetry(service) {
      const telemetry = around.openTelemetry(service)
      return { ...telemetry, close: async () => void closed.push('telemetry') }
    },
  }
  return watched
}

function recordedDiscovery(opening: (what: string) => void, closed: string[]) {
  const discovery = createMemoryRegistry({ clock }).connect()
  return Object.assign(discovery, {
    register: async (): Promise<Registration> => {
      opening('registration')
      return { withdraw: async () => void closed.push('registration') }
    },
  })
}

function recordedTransport(opening: (what: string) => void, closed: string[]) {
  const inner = createMemoryTransport({ clock, ids })
  return {
    ...inner,
    async listen(served: Parameters<typeof inner.listen>[0]) {
      opening('listener')
      const listener = await inner.listen(served)
      const { address } = listener
      return {
        address,
        async stop(graceMs: number) {
          await listener.stop(graceMs)
          closed.push('listener')
        },
        [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
      }
    },
    async open() {
      opening('caller')
      const caller = await inner.open()
      return {
        deliver: caller.deliver.bind(caller),
        async [Symbol.asyncDispose]() {
          closed.push('caller')
          await caller[Symbol.asyncDispose]()
        },
      }
    },
  }
}

function recordedDatabase(
  database: Database,
  opening: (what: string) => void,
  closed: string[],
): Database {
  return {
    capabilities: database.capabilities,
    reader: (options) => database.reader(options),
    transaction: (work, options) => database.transaction(work, options),
    async migrate(set) {
      opening('migrations')
      await database.migrate(set)
    },
    check: () => database.check(),
    async [Symbol.asyncDispose]() {
      const [leases] = await database.reader()<{ count: number }>`
        select count(*)::int as count from atoll.outbox_lane where owner is not null`.catch(
        () => [],
      )
      closed.push(`database, ${leases?.count ?? 'no'} leases`)
      await database[Symbol.asyncDispose]()
    },
  }
}

test('a service stops in the order that loses nothing', async () => {
  await using world = await openWorld('memory')
  const closed: string[] = []
  const around = recorded(world.around, closed)
  const running = await startService(ordersService(), around)
  await until(() =>
    world.value('orders', 'select bool_and(owner is not null) from atoll.outbox_lane'),
  )
  const ready = await running.health.ready()
  assert.deepEqual(ready, { ok: true, stage: 'ready', checks: { database: 'ok', messaging: 'ok' } })
  // Committed by nobody who would wake the relay: it is told at the latest when the service stops.
  await (await world.admin('orders')).query({
    text: `insert into atoll.outbox (lane, msg_id, topic, key, version, payload, headers)
      values (0, gen_random_uuid(), 'orders.orderPlaced', 'o1', 1, '{"orderId":"o1","sku":"tea"}', '{}')`,
  })
  const stopping = running.stop()
  assert.equal(running.health.stage, 'draining')
  assert.equal((await running.health.ready()).ok, false)
  await stopping
  assert.equal(running.health.stage, 'stopped')
  const order = closed.filter((what) => what !== 'published')
  assert.deepEqual(order, [
    'registration',
    'listener',
    'consumers',
    'caller',
    'database, 0 leases',
    'telemetry',
  ])
  const told = closed.indexOf('published')
  assert.ok(told >= 0 && told < closed.indexOf('caller'), closed.join(', '))
  await running.stop()
})

const openings = [
  ['database', []],
  ['migrations', ['database, no leases']],
  ['identity', ['database, 0 leases']],
  ['caller', ['database, 0 leases']],
  ['consumers', ['caller', 'database, 0 leases']],
  ['listener', ['consumers', 'caller', 'database, 0 leases']],
  ['registration', ['listener', 'consumers', 'caller', 'database, 0 leases']],
] as const

for (const [failing, expected] of openings)
  test(`a start that fails at its ${failing} leaves nothing open`, async () => {
    await using world = await openWorld('memory')
    const closed: string[] = []
    const around = recorded(world.around, closed, failing)
    await assert.rejects(startService(ordersService(), around), {
      message: `${failing} cannot be had`,
    })
    assert.deepEqual(closed, [...expected, 'telemetry'])
    const sessions = `select count(*)::int from pg_stat_activity
      where application_name = 'orders' and datname = current_database()`
    await until(
      () => world.value('orders', sessions),
      (count) => count === 0,
    )
  })

test('the failure of a start is told, not that of closing after it', async () => {
  await using world = await openWorld('memory')
  const around: Surroundings = {
    ...world.around,
    openTelemetry: (service) => ({
      ...world.around.openTelemetry(service),
      close: () => Promise.reject(new Error('the second failure')),
    }),
    openIdentity: () => Promise.reject(new Error('the first failure')),
  }
  await assert.rejects(startService(ordersService(), around), { message: 'the first failure' })
})

test('a broken schema of a service ends its start with what to do', async () => {
  await using world = await openWorld('direct')
  const service = implement(catalog).service({
    handlers: Object.fromEntries(catalogService().handlers) as never,
    prepare: async ({ sql }) => void (await sql`create table written_outside (id int)`),
  })
  await assert.rejects(startService(service, world.around), { code: 'storage.read_only' })
})

const shelf = defineSettings({
  pieces: setting(z.coerce.number().int(), { env: 'SHELF_PIECES', describe: 'What there is.' }),
})

/** A service that can be told something, and what it was told. */
function told() {
  const heard: number[] = []
  const service = implement(catalog, { settings: shelf }).service({
    handlers: Object.fromEntries(catalogService().handlers) as never,
    prepare: async ({ settings }) => void heard.push(settings.pieces),
  })
  return { service, heard }
}

test('a service is prepared with the settings that it declares', async () => {
  await using world = await openWorld('direct', { environment: { SHELF_PIECES: '7', OTHER: 'x' } })
  const { service, heard } = told()
  const running = await startService(service, world.around)
  await running.stop()
  assert.deepEqual(heard, [7])
})

test('a handler sees a setting as it is now, of the keeper that the surroundings name', async () => {
  const remote = createMemoryRemote()
  remote.put({ pieces: 3 })
  const asked: string[] = []
  const configuration = (service: string) => {
    asked.push(service)
    return { remote: remote.connect(), refreshMs: 0 }
  }
  await using world = await openWorld('direct', { configuration })
  const priced = implement(catalog, { settings: shelf }).service({
    handlers: {
      priceOf: async ({ sku }, { settings }) => ({ sku, amount: settings.pieces }),
      sleep: async () => ({}),
      write: (_, { transaction }) => transaction(async () => ({})),
      follow: async () => (async function* () {})(),
    },
  })
  const running = await startService(priced, world.around)
  const ordering = await startService(ordersService(), world.around)
  const { catalog: client } = await world.clients()
  const amount = async () => (await client.priceOf({ sku: 'a' })).amount
  assert.equal(await amount(), 3)
  remote.put({ pieces: 4 })
  const [changed] = await running.settings.refresh()
  assert.deepEqual([changed?.property, await amount()], ['pieces', 4])
  await ordering.stop()
  await running.stop()
  await assert.rejects(running.settings.refresh(), TypeError)
  assert.deepEqual(asked, ['catalog'], 'who declares nothing asks nobody')
})

test('a wrong setting ends the start before its database is opened', async () => {
  await using world = await openWorld('direct', { environment: { SHELF_PIECES: 'many' } })
  const openDatabase = () => assert.fail('something was opened')
  const { service } = told()
  await assert.rejects(startService(service, { ...world.around, openDatabase }), {
    code: 'settings_invalid',
    message: /SHELF_PIECES/,
  })
})

test('the circuits of a service stand as it declares, and above it as was set from outside', async () => {
  await using world = await openWorld('direct', { thresholds: { default: { openMs: 7 } } })
  const service = implement(catalog).service({
    handlers: {
      priceOf: async ({ sku }) => ({ sku, amount: 1 }),
      sleep: async () => ({}),
      write: (_, { transaction }) => transaction(async () => ({})),
      follow: async () => (async function* () {})(),
    },
    thresholds: { default: { openMs: 5, probes: 2 } },
  })
  const running = await startService(service, world.around)
  await running.stop()
  assert.deepEqual(running.breaker.thresholds.current(), {
    default: { openMs: 7, probes: 2 },
    of: {},
  })
})

test('readiness says what is missing, and only that', async () => {
  const broker = createMemoryBroker({ clock, random: createSeededRandom(1) })
  await using messaging = broker.connect()
  await using world = await openWorld('direct', { messaging })
  const running: RunningService = await startService(catalogService(), world.around)
  await messaging[Symbol.asyncDispose]()
  assert.deepEqual(await running.health.ready(), {
    ok: false,
    stage: 'ready',
    checks: { database: 'ok', messaging: 'messaging_unavailable' },
  })
  await running.stop()
})
