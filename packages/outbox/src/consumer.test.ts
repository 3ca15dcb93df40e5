import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cancellation, type Deliver, Fault } from '@atoll/pipeline'
import { StatementRefused } from '@atoll/storage'
import { type ConsumerParts, triesInPlace } from './consumer.ts'
import { startsMax } from './failure.ts'
import { guardMessage } from './inbox.ts'
import {
  consumerName,
  createEffects,
  delivery,
  envelopeOf,
  openShop,
  recordingLog,
  type Shop,
  toEffect,
} from './testing.ts'

const effects = "select coalesce(array_agg(count order by n), '{}') from effect"
const parked = `select coalesce(jsonb_agg(jsonb_build_array(state, attempts, msg->>'key') order by n),
  '[]') from atoll.parked`
const inboxed = 'select count(*)::int from atoll.inbox'

const unavailable = () =>
  new Fault({ kind: 'unavailable', code: 'away', message: 'away', executed: 'no' })

/** A hop that fails as often as it is told to, and then has its effect. */
function failing(shop: Shop, failures: Error[]): { tries: number; deliver: Deliver } {
  const effect = toEffect(shop, (notice) => guardMessage(consumerName, notice, 'block-key'))
  const hop = {
    tries: 0,
    deliver: (async (message) => {
      hop.tries += 1
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      return effect(message)
    }) satisfies Deliver,
  }
  return hop
}

const quick: Partial<ConsumerParts> = { random: { next: () => 0 } }

test('a message that comes twice, also at the same moment, has one effect', async () => {
  await using shop = await openShop()
  const consume = createEffects(shop)
  const message = envelopeOf('a', 1)
  await consume(message, delivery())
  await Promise.all([consume(message, delivery()), consume(message, delivery())])
  assert.deepEqual(await shop.value(effects), [1])
  const next = envelopeOf('a', 2)
  await Promise.all([consume(next, delivery()), consume(next, delivery())])
  assert.deepEqual(await shop.value(effects), [1, 2])
})

test('what passes by itself is tried again in place, as often as allowed', async () => {
  await using shop = await openShop()
  const deadlock = new Fault({
    kind: 'internal',
    code: 'internal',
    message: '',
    cause: new StatementRefused({ sqlState: '40P01', message: 'deadlock' }),
  })
  const hop = failing(shop, [unavailable(), deadlock])
  await createEffects(shop, { ...quick, deliver: hop.deliver })(envelopeOf('a', 1), delivery())
  assert.equal(hop.tries, triesInPlace)
  assert.deepEqual(await shop.value(effects), [1])
  assert.deepEqual(await shop.value(parked), [])
})

test('after the last try in place the message is parked and the next one of another key goes on', async () => {
  await using shop = await openShop()
  let woken = 0
  const log = recordingLog()
  const hop = failing(
    shop,
    Array.from({ length: triesInPlace }, () => unavailable()),
  )
  const consume = createEffects(shop, {
    ...quick,
    log,
    deliver: hop.deliver,
    wakeParked: () => (woken += 1),
  })
  await consume(envelopeOf('a', 1), delivery())
  assert.equal(hop.tries, triesInPlace)
  assert.deepEqual(await shop.value(parked), [['retry', 1, 'a']])
  assert.deepEqual([woken, log.records.length], [1, 1])
  await consume(envelopeOf('b', 7), delivery())
  assert.deepEqual(await shop.value(effects), [7])
})

test('what needs a change of the program is parked after one try', async () => {
  await using shop = await openShop()
  const hop = failing(shop, [new TypeError('a bug')])
  const message = envelopeOf('a', 1)
  const consume = createEffects(shop, { deliver: hop.deliver })
  await consume(message, delivery())
  await consume(message, delivery())
  assert.equal(hop.tries, 2)
  assert.deepEqual(await shop.value(parked), [['retry', 1, 'a']])
  assert.deepEqual(
    await shop.value(effects),
    [],
    'the parked message had its effect by its duplicate',
  )
})

test('later messages of a parked key go behind it, in order', async () => {
  await using shop = await openShop()
  const hop = failing(shop, [new TypeError('a bug')])
  const log = recordingLog()
  const consume = createEffects(shop, { log, deliver: hop.deliver })
  for (const count of [1, 2, 3]) await consume(envelopeOf('a', count), delivery())
  assert.deepEqual(await shop.value(parked), [
    ['retry', 1, 'a'],
    ['behind', 0, 'a'],
    ['behind', 0, 'a'],
  ])
  assert.equal(log.records.length, 1)
})

test('a fault that says to wait is recognised behind a border that wraps every failure', async () => {
  await using shop = await openShop()
  const hop = failing(shop, [new TypeError('a bug')])
  const consume = createEffects(shop, {
    deliver: (message) =>
      hop.deliver(message).catch((error: unknown) => Promise.reject(Fault.from(error))),
  })
  for (const count of [1, 2]) await consume(envelopeOf('a', count), delivery())
  assert.deepEqual(await shop.value(parked), [
    ['retry', 1, 'a'],
    ['behind', 0, 'a'],
  ])
})

test('a consumer that skips handles later messages of a parked key at once', async () => {
  await using shop = await openShop()
  const bug = failing(shop, [new TypeError('a bug')])
  await createEffects(shop, { deliver: bug.deliver })(envelopeOf('a', 1), delivery())
  await createEffects(shop, { policy: 'skip' })(envelopeOf('a', 2), delivery())
  assert.deepEqual(await shop.value(effects), [2])
})

test('a message that is not what its contract says is dead at once', async () => {
  await using shop = await openShop()
  const unlawful = new Fault({ kind: 'invalid', code: 'invalid_input', message: 'no' })
  const hop = failing(shop, [unlawful])
  const consume = createEffects(shop, { deliver: hop.deliver })
  await consume(envelopeOf('a', 1), delivery())
  await consume({ ...envelopeOf('b', 1), body: Buffer.from('{') }, delivery())
  assert.deepEqual(await shop.value(parked), [
    ['dead', 1, 'a'],
    ['dead', 1, 'b'],
  ])
  assert.equal(
    await shop.value("select error->>'code' from atoll.parked where key = 'b'"),
    'unreadable_message',
  )
})

test('a message that kills its process is dead after its allowed starts, once and for all', async () => {
  await using shop = await openShop()
  const killer = envelopeOf('a', 1)
  const never = new Promise<never>(() => {})
  const started = `select coalesce(max(started), 0) from atoll.attempt`
  for (let start = 1; start <= startsMax; start += 1) {
    const begun = Promise.withResolvers<void>()
    // A process that is gone: its handler begins and nothing ever comes of it.
    const killed = createEffects(shop, {
      deliver: () => {
        begun.resolve()
        return never
      },
    })
    void killed(killer, delivery())
    await begun.promise
    assert.equal(await shop.value(started), start)
  }
  const tried: string[] = []
  const log = recordingLog()
  const next = createEffects(shop, { log, deliver: async () => void tried.push('again') })
  await next(killer, delivery())
  await next(killer, delivery())
  assert.deepEqual(tried, [])
  assert.deepEqual(await shop.value(parked), [['dead', 1, 'a']])
  assert.equal(log.records[0]?.fields['code'], 'kills_process')
  assert.equal(await shop.value('select count(*)::int from atoll.attempt'), 0)
})

test('a start that ends, well or badly, is no start any more; after a good one nothing is counted', async () => {
  await using shop = await openShop()
  const counted = 'select count(*)::int from atoll.attempt'
  const cancellation = new Cancellation()
  const hop = failing(shop, [unavailable()])
  const consume = createEffects(shop, { ...quick, deliver: hop.deliver })
  cancellation.cancel(unavailable())
  const lost = consume(envelopeOf('a', 1), { attempt: 1, cancellation })
  await assert.rejects(lost, { code: 'away' })
  assert.equal(await shop.value(counted), 0)
  const seen: unknown[] = []
  const watched = createEffects(shop, {
    deliver: async () => void seen.push(await shop.value(counted)),
  })
  await watched(envelopeOf('a', 1), delivery())
  await watched(envelopeOf('a', 2), delivery())
  assert.deepEqual(seen, [1, 0])
})

test('a message whose lane is lost is left to the next holder', async () => {
  await using shop = await openShop()
  const cancellation = new Cancellation()
  const handling = createEffects(shop, {
    deliver: async ({ context }) => {
      cancellation.cancel(unavailable())
      context.cancellation.check()
    },
  })
  const lost = handling(envelopeOf('a', 1), { attempt: 1, cancellation })
  await assert.rejects(lost, { code: 'away' })
  assert.deepEqual(await shop.value(parked), [])
  assert.equal(await shop.value(inboxed), 0)
})

test('while the database is away a message is not acknowledged', async () => {
  await using shop = await openShop()
  const away = await shop.connect()
  await away[Symbol.asyncDispose]()
  const consume = createEffects(shop, {
    ...quick,
    database: away,
    deliver: () => Promise.reject(unavailable()),
  })
  await assert.rejects(consume(envelopeOf('a', 1), delivery()), { kind: 'unavailable' })
})

test('attack: a failure whose words no database keeps is parked all the same', async () => {
  await using shop = await openShop()
  const message = 'There is no item "a\0b" or "\ud800".'
  const hop = failing(shop, [new Fault({ kind: 'conflict', code: 'no_item', message })])
  await createEffects(shop, { deliver: hop.deliver })(envelopeOf('a', 1), delivery())
  const told = await shop.value("select error->>'message' from atoll.parked")
  assert.equal(told, 'There is no item "a\ufffdb" or "\ufffd".')
})
