import assert from 'node:assert/strict'
import { test } from 'node:test'
import { laneCount } from '@atoll/messaging'
import { type Clock, systemClock } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createLanes, type Lanes } from './lanes.ts'
import { ids, openShop, type Shop, until } from './testing.ts'

const join = ({ database }: Shop, leaseMs = 10_000, clock: Clock = systemClock): Lanes =>
  createLanes({ database, clock, ids, leaseMs })

const countHeld = (lanes: Lanes) => lanes.held().length

/** Renews one after the other until nothing changes any more. */
async function settle(relays: readonly Lanes[]): Promise<number[]> {
  for (let round = 0; round < 3; round += 1) for (const relay of relays) await relay.renew()
  return relays.map(countHeld)
}

test('a relay alone holds every lane', async () => {
  await using shop = await openShop()
  const relay = join(shop)
  assert.equal(countHeld(relay), 0)
  await relay.renew()
  assert.deepEqual(
    relay.held().toSorted((a, b) => a - b),
    Array.from({ length: laneCount }, (_, lane) => lane),
  )
})

test('relays that join get their share within one renewal of each, and no lane has two holders', async () => {
  await using shop = await openShop()
  const relays = [join(shop), join(shop)]
  await relays[0]?.renew()
  await relays[1]?.renew()
  assert.deepEqual(relays.map(countHeld), [16, 0])
  await relays[0]?.renew()
  await relays[1]?.renew()
  assert.deepEqual(relays.map(countHeld), [8, 8])
  relays.push(join(shop))
  assert.deepEqual(await settle(relays), [6, 6, 4])
  assert.equal(new Set(relays.flatMap((relay) => relay.held())).size, laneCount)
})

test('relays that renew at the same moment never hold one lane twice', async () => {
  await using shop = await openShop()
  const relays = [join(shop), join(shop), join(shop), join(shop)]
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(relays.map((relay) => relay.renew()))
    const held = relays.flatMap((relay) => relay.held())
    assert.equal(new Set(held).size, held.length)
  }
  assert.deepEqual(await settle(relays), [4, 4, 4, 4])
})

test('what is given back is free at once and gets a higher epoch', async () => {
  await using shop = await openShop()
  const [one, other] = [join(shop), join(shop)]
  await one.renew()
  await one.release()
  assert.equal(countHeld(one), 0)
  assert.equal(await shop.value('select count(*)::int from atoll.outbox_relay'), 0)
  await other.renew()
  assert.equal(countHeld(other), laneCount)
  assert.equal(await shop.value('select min(epoch)::int from atoll.outbox_lane'), 2)
})

test('a relay that died is replaced when its lease has run out, not before', async () => {
  await using shop = await openShop()
  const [dead, heir] = [join(shop, 500), join(shop, 500)]
  await dead.renew()
  await heir.renew()
  assert.equal(countHeld(heir), 0)
  await until(async () => {
    await heir.renew()
    return countHeld(heir) === laneCount
  })
  assert.equal(countHeld(dead), 0, 'it would still publish after its lease')
})

test('lanes are used for four fifths of their lease', async () => {
  await using shop = await openShop()
  const clock = createSimulatedClock()
  const relay = join(shop, 10_000, clock)
  await relay.renew()
  await clock.advance(7_999)
  assert.equal(countHeld(relay), laneCount)
  await clock.advance(1)
  assert.equal(countHeld(relay), 0)
  await relay.renew()
  assert.equal(countHeld(relay), laneCount)
})

test('relays that ended without a word are forgotten after a minute', async () => {
  await using shop = await openShop()
  await shop.admin.query({
    text: `insert into atoll.outbox_relay values ('old', now() - interval '61 seconds'),
      ('recent', now() - interval '59 seconds')`,
  })
  const relay = join(shop)
  await relay.renew()
  const known =
    "select string_agg(owner, ',') from atoll.outbox_relay where owner in ('old', 'recent')"
  assert.equal(await shop.value(known), 'recent')
  assert.equal(countHeld(relay), laneCount)
})
