import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { laneCount, laneOf } from '@atoll/messaging'
import { systemClock } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import type { Database } from '@atoll/storage'
import { createFloors, type Floors } from './floors.ts'
import { createMemoryDatabase } from './memory.ts'
import { tablesOf } from './tables.ts'
import { ids, openShop } from './testing.ts'

const key = 'a'
const lane = laneOf(key)
/** More than is worth a question. */
const many = 1_000

const openers = {
  postgres: async () => {
    const shop = await openShop()
    return { database: shop.database, [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose]() }
  },
  memory: async () => {
    const database = createMemoryDatabase({ clock: systemClock }).connect()
    return { database, [Symbol.asyncDispose]: async () => {} }
  },
}

function add(database: Database, hold: Promise<void> = Promise.resolve(), to = lane) {
  const added = Promise.withResolvers<void>()
  const ended = database.transaction(async ({ sql }) => {
    const row = {
      lane: to,
      msg_id: ids.uuid(),
      topic: 't',
      key,
      version: 1,
      payload: {},
      headers: {},
    }
    const at = new Date(0).toISOString()
    await tablesOf(sql).outbox.add(sql, [{ ...row, at }], [ids.uuid()])
    added.resolve()
    await hold
  })
  return { added: added.promise, ended }
}

const page = (database: Database, floor = 0) => {
  const sql = database.reader()
  const wanted = { lanes: [lane], floors: [floor], topics: ['t'], countMax: 10 }
  return tablesOf(sql).outbox.page(sql, wanted)
}

/** Looks as often as a mark and its confirmation take, then learns from a page. */
async function lookTwice(
  floors: Floors,
  database: Database,
  { advance, removed = many }: { advance: () => Promise<void>; removed?: number },
) {
  for (let look = 0; look < 2; look += 1) {
    floors.removed(removed)
    await advance()
    await floors.look()
  }
  floors.learn([lane], await page(database, floors.of(lane)))
}

type Open = (typeof openers)[keyof typeof openers]

/** Floors on a database of their own, by a clock that the test moves. */
async function openFloors(open: Open) {
  const subject = await open()
  const clock = createSimulatedClock()
  const floors = createFloors({ database: subject.database, clock })
  return { ...subject, clock, floors }
}

for (const [name, open] of Object.entries(openers))
  describe(`floors on ${name}`, () => {
    test('a page begins at the floor of its lane', async () => {
      await using subject = await open()
      await add(subject.database).ended
      await add(subject.database).ended
      const [first, second] = await page(subject.database)
      assert.deepEqual(
        (await page(subject.database, second?.id)).map(({ id }) => id),
        [second?.id],
      )
      assert.ok((first?.id ?? 0) < (second?.id ?? 0))
    })

    test('a floor rises to the first row that is left, and over ids whose writers have ended', async () => {
      await using subject = await openFloors(open)
      const { database, clock, floors } = subject
      const advance = () => clock.advance(1_000)
      await add(database).ended
      await lookTwice(floors, database, { advance })
      const [row] = await page(database)
      assert.ok(row !== undefined)
      assert.equal(floors.of(lane), row.id)
      await database.transaction(({ sql }) => tablesOf(sql).outbox.remove(sql, [row]))
      await lookTwice(floors, database, { advance })
      assert.equal(floors.of(lane), row.id + 1)
    })

    test('a floor stays below ids that a transaction drew which is still open, until it has ended', async () => {
      await using subject = await openFloors(open)
      const { database, clock, floors } = subject
      const advance = () => clock.advance(1_000)
      const gate = Promise.withResolvers<void>()
      const late = add(database, gate.promise)
      // Also when an assertion fails: a transaction that stays open would hold the test up.
      using _ = { [Symbol.dispose]: gate.resolve }
      await late.added
      await add(database).ended
      const [later] = await page(database)
      for (let time = 0; time < 3; time += 1) {
        await lookTwice(floors, database, { advance })
        assert.ok(floors.of(lane) < (later?.id ?? 0))
      }
      gate.resolve()
      await late.ended
      const [first] = await page(database, floors.of(lane))
      assert.ok((first?.id ?? 0) < (later?.id ?? 0), 'the late one is found')
      await lookTwice(floors, database, { advance })
      assert.equal(floors.of(lane), first?.id)
    })

    test('what was learned is forgotten in time, for rows that came in another way', async () => {
      await using subject = await openFloors(open)
      const { database, clock, floors } = subject
      await add(database).ended
      await lookTwice(floors, database, { advance: () => clock.advance(1_000) })
      assert.ok(floors.of(lane) > 0)
      await clock.advance(60_000)
      await floors.look()
      assert.equal(floors.of(lane), 0)
    })

    test('lanes are forgotten one after the other, never all at once', async () => {
      await using subject = await openFloors(open)
      const { database, clock, floors } = subject
      const lanes = Array.from({ length: laneCount }, (_, each) => each)
      for (const each of lanes) await add(database, undefined, each).ended
      await lookTwice(floors, database, { advance: () => clock.advance(200) })
      floors.learn(lanes, [])
      const known = () => lanes.filter((each) => floors.of(each) > 0).length
      assert.equal(known(), laneCount)
      const left = []
      for (let turn = 0; turn < 3; turn += 1) {
        await clock.advance(60_000 / laneCount)
        await floors.look()
        left.push(known())
      }
      assert.deepEqual(left, [laneCount - 1, laneCount - 2, laneCount - 3])
    })

    test('what was forgotten is learned again, though nothing was removed since', async () => {
      await using subject = await openFloors(open)
      const { database, clock, floors } = subject
      await add(database).ended
      await lookTwice(floors, database, { advance: () => clock.advance(1_000) })
      const learned = floors.of(lane)
      assert.ok(learned > 0)
      await clock.advance(60_000)
      await floors.look()
      assert.equal(floors.of(lane), 0)
      await lookTwice(floors, database, { advance: () => clock.advance(200), removed: 0 })
      assert.equal(floors.of(lane), learned)
    })

    test('a relay that has just begun learns without having removed anything', async () => {
      await using subject = await openFloors(open)
      const { database, clock, floors } = subject
      await add(database).ended
      await lookTwice(floors, database, { advance: () => clock.advance(200), removed: 0 })
      assert.ok(floors.of(lane) > 0)
    })
  })
