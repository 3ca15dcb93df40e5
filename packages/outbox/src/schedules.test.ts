/**
 * Interleavings that decide whether a protection is there, each written down step by step: gates and failpoints say who
 * stands where, and nothing is left to chance. `npm run test:mutants` takes the protections out one at a time and
 * demands that the schedule named for each notices; so what is asserted here is what a user would lose.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Deliver, type Failpoint, Fault, type Notice, systemClock } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import type { Database } from '@atoll/storage'
import { type Guard, guardCommand, guardMessage, startParkedRetries, unguarded } from './index.ts'
import {
  callOf,
  consumerName,
  contextOf,
  countsOf,
  createChannel,
  createEffects,
  delivery,
  envelopeOf,
  ids,
  openShop,
  recordingLog,
  type Shop,
  shopContract,
  startShopRelay,
  toEffect,
  until,
} from './testing.ts'

const effects = "select coalesce(array_agg(count order by n), '{}') from effect"
const states = "select coalesce(array_agg(state order by n), '{}') from atoll.parked"
const waiting = `select count(*)::int from pg_stat_activity where application_name = 'shop'
  and datname = current_database() and wait_event_type = 'Lock'`
const nothingToTell = 'select not exists (select from atoll.outbox)'

const gate = () => Promise.withResolvers<void>()
const never = new Promise<never>(() => {})
const broken = new Fault({ kind: 'internal', code: 'broken', message: 'broken' })

/** Waits until the work is over, or as many sessions as given wait for a lock. */
async function untilHeldUp(shop: Shop, work: Promise<unknown>, sessions = 1): Promise<void> {
  let isOver = false
  const over = () => {
    isOver = true
  }
  work.then(over, over)
  await until(async () => isOver || Number(await shop.value(waiting)) >= sessions)
}

/** One transaction that tells changes of items and has no other effect. */
function tell(
  shop: Shop,
  changes: readonly (readonly [item: string, count: number])[],
  guard: Guard = unguarded,
): Promise<unknown> {
  return shop.unitOfWork().run(contextOf(), guard, async ({ emit }) => {
    for (const [item, count] of changes) emit(shopContract.itemChanged, { item, count })
  })
}

/** A guard that stands still between the outbox rows and the commit. */
function standing() {
  const [reached, go] = [gate(), gate()]
  const guard: Guard = {
    ...unguarded,
    leave() {
      reached.resolve()
      return go.promise
    },
  }
  return { guard, reached: reached.promise, go: go.resolve }
}

/** The hop of a process that is killed at a failpoint: nothing ever comes of it. */
function killed(shop: Shop, at: Parameters<Failpoint>[0]) {
  const death = gate()
  const failpoint: Failpoint = (name) => {
    if (name === at) throw new Error('killed')
  }
  const deliver: Deliver = async (message) => {
    if (message.kind !== 'event') throw new TypeError('only events have effects')
    const guard = guardMessage(consumerName, message, 'block-key')
    await shop
      .unitOfWork({ failpoint })
      .run(
        message.context,
        guard,
        ({ sql }) => sql`insert into effect (item, count) values ('a', 1)`,
      )
      .catch(() => death.resolve())
    return never
  }
  return { deliver, death: death.promise }
}

/** A consumer whose lane has proven that it kills no process, so that it takes messages as they come. */
async function openProven(shop: Shop, deliver?: Deliver) {
  const effect = toEffect(shop, (notice) => guardMessage(consumerName, notice, 'block-key'))
  let hop = effect
  const consume = createEffects(shop, { deliver: (message) => hop(message) })
  await consume(envelopeOf('a', 0), delivery())
  hop = deliver ?? effect
  return consume
}

const events = `select array[(select count(*) from item), (select count(*) from atoll.outbox)]::int[]`

for (const [at, kept] of [
  ['commit.before', [0, 0]],
  ['commit.after', [1, 1]],
] as const)
  test(`a process that ends at ${at} leaves the state and its event, or neither`, async () => {
    await using shop = await openShop()
    const failpoint: Failpoint = (name) => {
      if (name === at) throw new Error('killed')
    }
    await assert.rejects(shop.change('a', { failpoint }), /killed/)
    assert.deepEqual(await shop.value(events), kept)
  })

test('what is told of one key is told in the order of the commits', async () => {
  await using shop = await openShop()
  const channel = createChannel()
  const relay = startShopRelay({ database: shop.database, messaging: channel })
  const standingFirst = standing()
  const first = tell(shop, [['a', 1]], standingFirst.guard)
  await standingFirst.reached
  const second = tell(shop, [['a', 2]])
  await untilHeldUp(shop, second)
  await until(() => shop.value(nothingToTell))
  standingFirst.go()
  await Promise.all([first, second])
  await until(() => channel.published.length === 2)
  await relay.stop()
  assert.deepEqual(countsOf(channel.published), [1, 2])
})

test('who waits for one of its keys has not yet drawn a place for the others', async () => {
  await using shop = await openShop()
  const holder = standing()
  const holding = tell(shop, [['a', 1]], holder.guard)
  await holder.reached
  const late = tell(shop, [
    ['b', 2],
    ['a', 2],
  ])
  await untilHeldUp(shop, late)
  await tell(shop, [['b', 1]])
  holder.go()
  await Promise.all([holding, late])
  const channel = createChannel()
  const relay = startShopRelay({ database: shop.database, messaging: channel })
  await until(() => channel.published.length === 4)
  await relay.stop()
  assert.deepEqual(countsOf(channel.published.filter(({ key }) => key === 'b')), [1, 2])
})

test('who tells the same keys in another order waits and is not killed for it', async () => {
  await using shop = await openShop()
  const holder = standing()
  const holding = tell(shop, [['b', 1]], holder.guard)
  await holder.reached
  const backward = tell(shop, [
    ['b', 2],
    ['a', 2],
  ])
  await untilHeldUp(shop, backward)
  const forward = tell(shop, [
    ['a', 3],
    ['b', 3],
  ])
  await untilHeldUp(shop, forward, 2)
  holder.go()
  const ends = await Promise.allSettled([holding, backward, forward])
  assert.deepEqual(
    ends.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled'],
  )
})

test('a command that comes again while it is worked on is worked on once', async () => {
  await using shop = await openShop()
  const [begun, go] = [gate(), gate()]
  const call = callOf({ item: 'a' })
  const run = (meanwhile: () => Promise<void>) =>
    shop.unitOfWork().run(call.context, guardCommand(call, 'k'), async ({ sql }) => {
      await sql`insert into effect (item, count) values ('a', 1)`
      await meanwhile()
      return { count: 1 }
    })
  const first = run(() => {
    begun.resolve()
    return go.promise
  })
  await begun.promise
  const second = run(async () => {})
  await untilHeldUp(shop, second)
  go.resolve()
  assert.deepEqual(await Promise.all([first, second]), [{ count: 1 }, { count: 1 }])
  assert.deepEqual(await shop.value(effects), [1])
})

/** A process that stands still after its first transaction has committed and before it learns so. */
function stoppedAfterFirst(database: Database) {
  const [committed, go] = [gate(), gate()]
  let isFirst = true
  const stopped: Database = {
    capabilities: database.capabilities,
    reader: (options) => database.reader(options),
    async transaction(work, options) {
      const result = await database.transaction(work, options)
      if (!isFirst) return result
      isFirst = false
      committed.resolve()
      await go.promise
      return result
    },
    migrate: (set) => database.migrate(set),
    check: () => database.check(),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
  return { stopped, committed: committed.promise, go: go.resolve }
}

test('a relay that stood still beyond its lease publishes nothing of what is another one’s by now', async () => {
  await using shop = await openShop()
  const late = stoppedAfterFirst(await shop.connect())
  const [lateChannel, channel] = [createChannel(), createChannel()]
  const lateRelay = startShopRelay({ database: late.stopped, messaging: lateChannel, leaseMs: 300 })
  await late.committed
  await until(() => shop.value('select bool_and(expires_at < now()) from atoll.outbox_lane'))
  const [publishing, confirm] = [gate(), gate()]
  channel.before = () => {
    publishing.resolve()
    return confirm.promise
  }
  await shop.change('a')
  const relay = startShopRelay({ database: shop.database, messaging: channel, leaseMs: 60_000 })
  await publishing.promise
  late.go()
  await lateRelay.stop()
  confirm.resolve()
  await relay.stop()
  assert.deepEqual([countsOf(lateChannel.published), countsOf(channel.published)], [[], [1]])
})

test('a message whose effect was committed and not acknowledged has it once', async () => {
  await using shop = await openShop()
  const next = await openProven(shop)
  const message = envelopeOf('a', 1)
  const { deliver, death } = killed(shop, 'commit.after')
  void createEffects(shop, { deliver })(message, delivery())
  await death
  await next(message, delivery())
  assert.deepEqual(await shop.value(effects), [0, 1])
})

test('a message whose effect was not committed has it when it comes again', async () => {
  await using shop = await openShop()
  const next = await openProven(shop)
  const message = envelopeOf('a', 1)
  const { deliver, death } = killed(shop, 'commit.before')
  void createEffects(shop, { deliver })(message, delivery())
  await death
  await next(message, delivery())
  assert.deepEqual(await shop.value(effects), [0, 1])
})

test('a message is acknowledged after its effect has committed, not while it is on its way', async () => {
  await using shop = await openShop()
  const [begun, go] = [gate(), gate()]
  const effect = toEffect(shop, (notice) => guardMessage(consumerName, notice, 'block-key'))
  const consume = await openProven(shop, async (message) => {
    begun.resolve()
    await go.promise
    return effect(message)
  })
  let isAcknowledged = false
  const consuming = consume(envelopeOf('a', 1), delivery()).then(() => {
    isAcknowledged = true
  })
  await begun.promise
  // Whoever does not wait for the effect would be through by now: there is nothing else to wait for.
  await new Promise(setImmediate)
  assert.equal(isAcknowledged, false)
  go.resolve()
  await consuming
  assert.deepEqual(await shop.value(effects), [0, 1])
})

test('a message that fails again when it is delivered again is parked once', async () => {
  await using shop = await openShop()
  const consume = createEffects(shop, { deliver: () => Promise.reject(broken) })
  const message = envelopeOf('a', 1)
  for (let time = 0; time < 2; time += 1) await consume(message, delivery())
  assert.deepEqual(await shop.value(states), ['retry'])
})

type Try = (notice: Notice, guard: Guard) => Promise<unknown>

/** Makes everything due and retries it. */
async function startDue(shop: Shop, attempt?: Try) {
  await shop.admin.query({ text: "update atoll.parked set next_at = now() where state = 'retry'" })
  const retries = startParkedRetries({
    database: shop.database,
    consumers: [
      {
        name: consumerName,
        event: shopContract.itemChanged,
        policy: 'block-key',
        deliverGuarded: attempt ?? ((notice, guard) => toEffect(shop, () => guard)(notice)),
      },
    ],
    clock: systemClock,
    ids,
    random: createSeededRandom(3),
    log: recordingLog(),
  })
  return { ...retries, [Symbol.asyncDispose]: () => retries.stop(0) }
}

const failing = (shop: Shop, failure: Fault) =>
  createEffects(shop, { deliver: () => Promise.reject(failure) })

test('a message behind a dead one is not tried, while those of other keys are', async () => {
  await using shop = await openShop()
  const unlawful = new Fault({ kind: 'invalid', code: 'invalid_input', message: 'no' })
  await failing(shop, unlawful)(envelopeOf('a', 1), delivery())
  await failing(shop, broken)(envelopeOf('a', 2), delivery())
  await failing(shop, broken)(envelopeOf('b', 3), delivery())
  assert.deepEqual(await shop.value(states), ['dead', 'retry', 'retry'])
  await using retries = await startDue(shop)
  await until(() => shop.value('select count(*)::int from effect where count = 3'))
  await retries.stop(10_000)
  assert.deepEqual(await shop.value(effects), [3])
})

test('a message put behind one that is just leaving waits for nobody', async () => {
  await using shop = await openShop()
  await failing(shop, broken)(envelopeOf('a', 1), delivery())
  const leaving = standing()
  await using _ = await startDue(shop, (notice, guard) =>
    toEffect(shop, () => ({ ...guard, leave: leaving.guard.leave }))(notice),
  )
  await leaving.reached
  const arriving = createEffects(shop)(envelopeOf('a', 2), delivery())
  await untilHeldUp(shop, arriving)
  leaving.go()
  await arriving
  await until(() => shop.value('select count(*)::int from effect where count = 1'))
  assert.equal(await shop.value("select count(*)::int from atoll.parked where state = 'behind'"), 0)
})
