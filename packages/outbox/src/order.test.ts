import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryBroker } from '@atoll/messaging/memory'
import { silentLog, systemClock } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { type Guard, proceed, unguarded } from './guard.ts'
import {
  contextOf,
  countsOf,
  createChannel,
  createEffects,
  openShop,
  type Shop,
  shopContract,
  startShopRelay,
  until,
} from './testing.ts'

const writersMax = 16
const changesEach = 30
const itemsMax = 12
const total = writersMax * changesEach

/** Writers on the same and on different keys, each pausing by chance before, in and after its transactions. */
async function write(shop: Shop, seed: number, wakes: readonly (() => void)[]): Promise<void> {
  const random = createSeededRandom(seed)
  const pause = () => systemClock.sleep(random.next() * 4)
  const writeOne = async (writer: number) => {
    await pause()
    const item = `item-${Math.floor(random.next() * itemsMax)}`
    const wake = wakes[writer % wakes.length] ?? (() => {})
    await shop.unitOfWork({ wake }).run(contextOf(), unguarded, async ({ sql, emit }) => {
      const [row] = await sql<{ count: number }>`
        insert into item values (${item}, 1)
        on conflict (item) do update set count = item.count + 1 returning count`
      emit(shopContract.itemChanged, { item, count: row?.count ?? 0 })
      await pause()
    })
  }
  const writers = Array.from({ length: writersMax }, async (_, writer) => {
    for (let n = 0; n < changesEach; n += 1) await writeOne(writer)
  })
  await Promise.all(writers)
}

for (const seed of [11, 12])
  test(`writers, two relays, one paused beyond its lease: no event lost, effects in order per key (seed ${seed})`, async () => {
    await using shop = await openShop()
    const broker = createMemoryBroker({
      clock: systemClock,
      random: createSeededRandom(seed),
      faults: { duplicateChance: 0.05, delayMsMax: 10, reorderChance: 0.3 },
    })
    await using messaging = broker.connect()
    const topics = ['shop.itemChanged']
    await messaging.subscribe({
      group: 'g',
      topics,
      handle: createEffects(shop),
      log: silentLog,
    })
    const [paused, healthy] = [createChannel(messaging), createChannel(messaging)]
    const relays = await Promise.all(
      [paused, healthy].map(async (channel) =>
        startShopRelay({ database: await shop.connect(), messaging: channel }),
      ),
    )
    const wakes = relays.map(({ wake }) => wake)
    // In the middle of a page it stands still, until the other one has all lanes and has told what they held.
    const resume = Promise.withResolvers<void>()
    let held = 0
    paused.before = async (messages) => {
      if (held > 0 || paused.published.length < 40) return
      held = messages.length
      await resume.promise
    }
    const owners = 'select count(distinct owner)::int from atoll.outbox_lane'
    // One that joins late could find everything told already, and never get to its pause.
    await until(
      () => shop.value(owners),
      (count) => count === relays.length,
    )
    await write(shop, seed, wakes)
    await until(() => held > 0)
    await until(() =>
      shop.value(`select (${owners}) = 1 and not exists (select from atoll.outbox)`),
    )
    resume.resolve()
    await until(
      () => shop.value('select count(*)::int from effect'),
      (count) => count === total,
    )
    await Promise.all(relays.map((relay) => relay.stop()))
    const told = paused.published.length + healthy.published.length
    assert.ok(told >= total + held, `${told} told of ${total}: the pause caused no duplicate`)
    const wrong = `select count(*)::int from (select count, row_number()
      over (partition by item order by n) as place from effect) as effects where count <> place`
    assert.equal(await shop.value(wrong), 0)
    assert.equal(await shop.value('select sum(count)::int from item'), total)
  })

test('two transactions that emit one key draw their ids one after the other, whatever rows they locked', async () => {
  await using shop = await openShop()
  const gate = Promise.withResolvers<void>()
  /** Holds a transaction up after its events were written and before its commit. */
  const holding: Guard = {
    enter: async () => proceed,
    hasCaller: true,
    leave: () => gate.promise,
  }
  const emit = (item: string, count: number, guard: Guard) =>
    shop.unitOfWork().run(contextOf(), guard, async (work) => {
      work.emit(shopContract.itemChanged, { item, count })
    })
  const first = emit('a', 1, holding)
  const locked = (granted: boolean) => `select count(*)::int from pg_locks
    where locktype = 'advisory' and granted = ${granted}
      and database = (select oid from pg_database where datname = current_database())`
  await until(() => shop.value(locked(true)))
  const second = emit('a', 2, unguarded)
  await until(() => shop.value(locked(false)))
  await emit('b', 3, unguarded)
  gate.resolve()
  await Promise.all([first, second])
  const ids =
    "select array_agg((payload->>'count')::int order by id) from atoll.outbox where key = 'a'"
  assert.deepEqual(await shop.value(ids), [1, 2])
  const channel = createChannel()
  const relay = startShopRelay({ database: shop.database, messaging: channel })
  await until(() => channel.published.length === 3)
  await relay.stop()
  assert.deepEqual(countsOf(channel.published.filter(({ key }) => key === 'a')), [1, 2])
})

test('transactions that emit the same keys in another order do not lock each other out', async () => {
  await using shop = await openShop()
  const items = Array.from({ length: 40 }, (_, n) => `item-${n}`)
  const emitting = (order: readonly string[]) =>
    shop.unitOfWork().run(contextOf(), unguarded, async ({ emit }) => {
      for (const item of order) emit(shopContract.itemChanged, { item, count: 1 })
    })
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => emitting(n % 2 === 0 ? items : items.toReversed())),
  )
  assert.equal(await shop.value('select count(*)::int from atoll.outbox'), 800)
})
