import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Envelope } from '@atoll/messaging'
import { Fault, type Notice, systemClock } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { discardDeadLetters, listDeadLetters, replayDeadLetters } from './dead-letters.ts'
import { retryPausesMs, startsMax } from './failure.ts'
import type { Guard } from './guard.ts'
import type { PoisonPolicy } from './inbox.ts'
import { claimDue, park, type Parking } from './parked.ts'
import { type ParkedRetries, startParkedRetries } from './retries.ts'
import {
  consumerName,
  createEffects,
  delivery,
  envelopeOf,
  ids,
  openShop,
  recordingLog,
  type Shop,
  shopContract,
  toEffect,
  until,
} from './testing.ts'

const random = createSeededRandom(3)
const broken = new Fault({ kind: 'internal', code: 'broken', message: 'broken' })
const retry: Parking = { state: 'retry', failure: broken }
const dead: Parking = { state: 'dead', failure: broken }
const behind: Parking = { state: 'behind', failure: broken }

const effects = "select coalesce(array_agg(count order by n), '{}') from effect"
const states = "select coalesce(array_agg(state order by n), '{}') from atoll.parked"
const makeDue = (shop: Shop) =>
  shop.admin.query({ text: "update atoll.parked set next_at = now() where state = 'retry'" })

const put = (shop: Shop, message: Envelope, parking: Parking) =>
  park({ name: consumerName, database: shop.database, random }, message, parking)

type Try = (notice: Notice, guard: Guard) => Promise<unknown>

/** Retries of the shop's consumer, running until the test ends. */
function start(
  shop: Shop,
  parts: {
    readonly policy?: PoisonPolicy
    readonly attempt?: Try
    readonly log?: ReturnType<typeof recordingLog>
    readonly leaseMs?: number
  } = {},
): ParkedRetries & AsyncDisposable {
  const { policy = 'block-key', log = recordingLog() } = parts
  const attempt: Try = parts.attempt ?? ((notice, guard) => toEffect(shop, () => guard)(notice))
  const retries = startParkedRetries({
    database: shop.database,
    consumers: [
      { name: consumerName, event: shopContract.itemChanged, policy, deliverGuarded: attempt },
    ],
    clock: systemClock,
    ids,
    random,
    log,
    ...(parts.leaseMs === undefined ? {} : { leaseMs: parts.leaseMs }),
  })
  return { ...retries, [Symbol.asyncDispose]: () => retries.stop(0) }
}

const seen = (shop: Shop, query: string, expected: unknown) =>
  until(
    () => shop.value(query),
    (value) => JSON.stringify(value) === JSON.stringify(expected),
  )

test('a parked message is tried when its time has come, those behind follow in order', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), retry)
  for (const count of [2, 3]) await put(shop, envelopeOf('a', count), behind)
  await put(shop, envelopeOf('b', 9), retry)
  await using _ = start(shop)
  await shop.admin.query({ text: "update atoll.parked set next_at = now() where key = 'b'" })
  await seen(shop, effects, [9])
  await makeDue(shop)
  await seen(shop, effects, [9, 1, 2, 3])
  assert.deepEqual(await shop.value(states), [])
  assert.equal(await shop.value('select count(*)::int from atoll.inbox'), 4)
})

test('a message of the key that arrives afterwards is handled after them', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), retry)
  await createEffects(shop)(envelopeOf('a', 2), delivery())
  await makeDue(shop)
  await using _ = start(shop)
  await seen(shop, effects, [1, 2])
  await createEffects(shop)(envelopeOf('a', 3), delivery())
  assert.deepEqual(await shop.value(effects), [1, 2, 3])
})

test('a message put behind one that is just leaving is not forgotten', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), retry)
  await makeDue(shop)
  const gate = Promise.withResolvers<void>()
  const leaving = Promise.withResolvers<void>()
  let held = false
  await using _ = start(shop, {
    attempt: async (notice, guard) => {
      const holding: Guard = {
        enter: (transaction) => guard.enter(transaction),
        hasCaller: guard.hasCaller,
        async leave() {
          if (held) return
          held = true
          leaving.resolve()
          await gate.promise
        },
      }
      await toEffect(shop, () => holding)(notice)
    },
  })
  await leaving.promise
  const arriving = createEffects(shop)(envelopeOf('a', 2), delivery())
  const waiting = `select count(*)::int from pg_stat_activity where application_name = 'shop'
    and datname = current_database() and wait_event_type = 'Lock'`
  await until(() => shop.value(waiting))
  gate.resolve()
  await arriving
  await seen(shop, effects, [1, 2])
})

test('after the last pause of the schedule a message is dead; each pause varies by a fifth', async () => {
  await using shop = await openShop()
  const log = recordingLog()
  const pause = `select extract(epoch from next_at - now())::float8 * 1000 from atoll.parked`
  await put(shop, envelopeOf('a', 1), retry)
  await using retries = start(shop, { log, attempt: () => Promise.reject(broken) })
  for (const [index, pauseMs] of retryPausesMs.entries()) {
    const attempts = index + 1
    await seen(shop, 'select attempts from atoll.parked', attempts)
    const waits = Number(await shop.value(pause))
    assert.ok(waits <= pauseMs * 1.2 && waits >= pauseMs * 0.8 - 2_000, `${waits} of ${pauseMs}`)
    await makeDue(shop)
    retries.wake()
  }
  await seen(shop, states, ['dead'])
  assert.equal(await shop.value('select attempts from atoll.parked'), retryPausesMs.length + 1)
  const levels = log.records.map(({ level }) => level)
  assert.deepEqual(levels, ['warn', 'warn', 'warn', 'warn', 'error'])
})

test('a retried message that is not what its contract says is dead at once', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), retry)
  await makeDue(shop)
  const unlawful = new Fault({ kind: 'invalid', code: 'invalid_input', message: 'no' })
  await using _ = start(shop, { attempt: () => Promise.reject(unlawful) })
  await seen(shop, states, ['dead'])
})

test('a dead message blocks its key for one policy and not for the other', async () => {
  for (const policy of ['block-key', 'skip'] as const) {
    await using shop = await openShop()
    await put(shop, envelopeOf('a', 1), dead)
    await put(shop, envelopeOf('a', 2), retry)
    await put(shop, envelopeOf('b', 3), retry)
    await makeDue(shop)
    await using _ = start(shop, { policy })
    const expected = policy === 'skip' ? ['dead'] : ['dead', 'retry']
    await seen(shop, states, expected)
    const had = (await shop.value('select array_agg(count order by count) from effect')) as number[]
    assert.deepEqual(had, policy === 'skip' ? [2, 3] : [3])
  }
})

test('dead messages are listed, replayed in key order, and those behind follow', async () => {
  await using shop = await openShop()
  const first = envelopeOf('a', 1)
  await put(shop, first, dead)
  await put(shop, envelopeOf('a', 2), behind)
  await put(shop, envelopeOf('b', 7), dead)
  const letters = await listDeadLetters(shop.database)
  assert.deepEqual(
    letters.map(({ key, behind: waiting, error }) => [key, waiting, error?.code]),
    [
      ['a', 1, 'broken'],
      ['b', 0, 'broken'],
    ],
  )
  assert.equal(letters[0]?.messageId, first.id)
  assert.equal(letters[0]?.topic, 'shop.itemChanged')
  assert.equal((await listDeadLetters(shop.database, { key: 'b' })).length, 1)
  assert.equal((await listDeadLetters(shop.database, { consumer: 'nobody' })).length, 0)
  await using _ = start(shop)
  assert.equal(await replayDeadLetters(shop.database, { key: 'a' }), 1)
  await seen(shop, effects, [1, 2])
  assert.deepEqual(await shop.value(states), ['dead'])
  assert.equal(await replayDeadLetters(shop.database), 1)
  await seen(shop, effects, [1, 2, 7])
})

test('a discarded message never comes back, and the one behind it is handled', async () => {
  await using shop = await openShop()
  const given = envelopeOf('a', 1)
  await put(shop, given, dead)
  await put(shop, envelopeOf('a', 2), behind)
  await using _ = start(shop)
  assert.equal(await discardDeadLetters(shop.database, { key: 'a' }), 1)
  await seen(shop, effects, [2])
  await createEffects(shop)(given, delivery())
  assert.deepEqual(await shop.value(effects), [2])
})

test('instances that retry at the same time never have one effect twice', async () => {
  await using shop = await openShop()
  const counts = Array.from({ length: 40 }, (_, n) => n)
  for (const count of counts) await put(shop, envelopeOf(`item-${count}`, count), retry)
  await makeDue(shop)
  const tried: string[] = []
  const attempt: Try = async (notice, guard) => {
    tried.push(notice.id)
    await toEffect(shop, () => guard)(notice)
  }
  await using _one = start(shop, { attempt })
  await using _two = start(shop, { attempt })
  await seen(shop, 'select array_agg(count order by count) from effect', counts)
  assert.deepEqual([tried.length, new Set(tried).size], [40, 40])
  assert.deepEqual(await shop.value(states), [])
})

test('a try that outlives its claim has no effect beside the next one', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), retry)
  await makeDue(shop)
  const gate = Promise.withResolvers<void>()
  const slow = Promise.withResolvers<void>()
  let tries = 0
  const attempt: Try = async (notice, guard) => {
    tries += 1
    if (tries === 1) {
      slow.resolve()
      await gate.promise
    }
    await toEffect(shop, () => guard)(notice)
  }
  await using _one = start(shop, { attempt })
  await slow.promise
  await makeDue(shop)
  await using _two = start(shop, { attempt })
  await seen(shop, effects, [1])
  gate.resolve()
  await until(() => tries === 2)
  await _one.stop(1_000)
  assert.deepEqual(await shop.value(effects), [1])
})

test('a try that fails after its claim ended says nothing about the next one', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), retry)
  await makeDue(shop)
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let tries = 0
  const attempt: Try = async (notice, guard) => {
    const gate = gates[tries]
    tries += 1
    await gate?.promise
    await toEffect(shop, () => guard)(notice)
  }
  await using one = start(shop, { attempt })
  await until(() => tries === 1)
  await makeDue(shop)
  await using _two = start(shop, { attempt })
  await until(() => tries === 2)
  gates[0]?.reject(broken)
  await one.stop(10_000)
  const row = 'select jsonb_build_array(attempts, started) from atoll.parked'
  const counted = await shop.value(row)
  gates[1]?.resolve()
  await seen(shop, effects, [1])
  assert.deepEqual(counted, [1, 3])
})

test('claims made at the same moment never overlap', async () => {
  await using shop = await openShop()
  for (let n = 0; n < 24; n += 1) await put(shop, envelopeOf(`item-${n}`, n), retry)
  await makeDue(shop)
  const consumers = { ordered: [consumerName], unordered: [] }
  const claims = await Promise.all(
    Array.from({ length: 6 }, () =>
      claimDue(shop.database, consumers, { claimMs: 60_000, countMax: 8 }),
    ),
  )
  const places = claims.flat().map(({ n }) => n)
  assert.ok(places.length > 0)
  assert.equal(new Set(places).size, places.length)
})

test('a parked message that kills its process is dead after its allowed starts', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), retry)
  const limits = { claimMs: 0, countMax: 1 }
  const consumers = { ordered: [consumerName], unordered: [] }
  await makeDue(shop)
  for (let begun = 1; begun <= startsMax; begun += 1)
    assert.equal((await claimDue(shop.database, consumers, limits)).length, 1)
  let tries = 0
  await using _ = start(shop, { attempt: async () => void (tries += 1) })
  await seen(shop, states, ['dead'])
  assert.equal(tries, 0)
  assert.equal((await listDeadLetters(shop.database))[0]?.error?.code, 'kills_process')
})

test('a try longer than its lease is kept, and nobody begins it a second time', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), retry)
  await makeDue(shop)
  const gate = Promise.withResolvers<void>()
  let tries = 0
  const attempt: Try = async (notice, guard) => {
    tries += 1
    await gate.promise
    return toEffect(shop, () => guard)(notice)
  }
  await using _ = start(shop, { attempt, leaseMs: 150 })
  await using other = start(shop, { attempt, leaseMs: 150 })
  const dueIn = 'select (extract(epoch from next_at - parked_at) * 1000)::int from atoll.parked'
  // Kept often enough to have been lost several times over.
  await until(
    () => shop.value(dueIn),
    (ms) => Number(ms) > 1_000,
  )
  other.wake()
  assert.equal(tries, 1)
  gate.resolve()
  await seen(shop, effects, [1])
  assert.equal(tries, 1)
})

test('one start less, and the message is tried', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), retry)
  await makeDue(shop)
  const consumers = { ordered: [consumerName], unordered: [] }
  for (let begun = 1; begun < startsMax; begun += 1)
    await claimDue(shop.database, consumers, { claimMs: 0, countMax: 1 })
  await using _ = start(shop)
  await seen(shop, effects, [1])
})

test('a try that stopping cuts off is given back as if it had never begun', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), retry)
  await makeDue(shop)
  const begun = Promise.withResolvers<void>()
  const retries = start(shop, {
    attempt: ({ context }) =>
      new Promise((_, reject) => {
        begun.resolve()
        context.cancellation.onCancel(reject)
      }),
  })
  await begun.promise
  await retries.stop(1)
  const row =
    'select jsonb_build_array(state, attempts, started, next_at <= now()) from atoll.parked'
  assert.deepEqual(await shop.value(row), ['retry', 1, 1, true])
})

test('only so many are tried at once, and more than that wait their turn', async () => {
  await using shop = await openShop()
  for (let n = 0; n < 20; n += 1) await put(shop, envelopeOf(`item-${n}`, n), retry)
  await makeDue(shop)
  let running = 0
  let most = 0
  await using _ = start(shop, {
    attempt: async (notice, guard) => {
      running += 1
      most = Math.max(most, running)
      await toEffect(shop, () => guard)(notice)
      running -= 1
    },
  })
  await seen(shop, 'select count(*)::int from effect', 20)
  assert.equal(most, 8)
})

test('many messages behind a dead one do not hide what is due', async () => {
  await using shop = await openShop()
  await put(shop, envelopeOf('a', 1), dead)
  for (let n = 0; n < 60; n += 1) await put(shop, envelopeOf('a', n), behind)
  await put(shop, envelopeOf('b', 7), retry)
  await makeDue(shop)
  await using _ = start(shop)
  await seen(shop, effects, [7])
})
