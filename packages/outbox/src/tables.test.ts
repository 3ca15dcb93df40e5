/** The tables' ports keep the same promises on PostgreSQL and in memory: whatever runs on the twin may be believed. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { laneCount, laneOf } from '@atoll/messaging'
import { isFault, systemClock } from '@atoll/pipeline'
import type { Database, Sql, Transaction } from '@atoll/storage'
import { createMemoryDatabase } from './memory.ts'
import { type NewOutboxRow, type NewParkedRow, tablesOf } from './tables.ts'
import { consumerName as consumer, ids, openShop } from './testing.ts'

interface Subject extends AsyncDisposable {
  readonly database: Database
  /** Resolves when so many transactions wait for another one. */
  blocked(count: number): Promise<void>
}

const openers: Readonly<Record<string, () => Promise<Subject>>> = {
  async postgres() {
    const shop = await openShop()
    const waiting = `select count(*)::int from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    const blocked = async (count: number) => {
      while ((await shop.value(waiting)) !== count) await systemClock.sleep(2)
    }
    return {
      database: shop.database,
      blocked,
      [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
    }
  },
  async memory() {
    const database = createMemoryDatabase({ clock: systemClock }).connect()
    const blocked = () => new Promise<void>((resolve) => setImmediate(resolve))
    return { database, blocked, [Symbol.asyncDispose]: async () => {} }
  },
}

const eventOf = (key: string): NewOutboxRow => ({
  lane: laneOf(key),
  msg_id: ids.uuid(),
  topic: 'shop.itemChanged',
  key,
  version: 1,
  payload: { item: key },
  headers: { a: 'b' },
  at: new Date(1_000).toISOString(),
})

const parkedOf = (key: string, parts: Partial<NewParkedRow> = {}): NewParkedRow => ({
  consumer,
  key,
  id: ids.uuid(),
  message: JSON.stringify({ topic: 'shop.itemChanged' }),
  state: 'retry',
  tried: 1,
  waitMs: 0,
  error: JSON.stringify({ kind: 'internal', code: 'broken', message: 'broken' }),
  ...parts,
})

/** Runs one in a transaction that ends when told to, and then another beside it; answers what the other answered. */
async function beside<T>(
  { database, blocked }: Subject,
  first: (sql: Sql) => Promise<unknown>,
  second: { readonly end: 'commit' | 'roll back'; readonly run: (sql: Sql) => Promise<T> },
): Promise<T> {
  const gate = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const holding = database.transaction(async ({ sql }) => {
    await first(sql)
    begun.resolve()
    await gate.promise
    if (second.end === 'roll back') throw new Error('undone')
  })
  holding.catch(() => {})
  await begun.promise
  let isDone = false
  const other = database
    .transaction(({ sql }) => second.run(sql))
    .finally(() => {
      isDone = true
    })
  other.catch(() => {})
  await blocked(1)
  assert.equal(isDone, false, 'it did not wait')
  gate.resolve()
  await holding.catch(() => {})
  return other
}

const pageOf = (database: Database) => {
  const reader = database.reader()
  const lanes = Array.from({ length: laneCount }, (_, lane) => lane)
  const wanted = { lanes, topics: ['shop.itemChanged'], countMax: 100 }
  return tablesOf(reader).outbox.page(reader, wanted)
}

const claimOf = (database: Database) =>
  database.transaction(({ sql }) =>
    tablesOf(sql).parked.claimDue(
      sql,
      { ordered: [consumer], unordered: [] },
      { claimMs: 60_000, countMax: 8 },
    ),
  )

for (const [name, open] of Object.entries(openers))
  describe(`tables on ${name}`, () => {
    test('a message that another transaction has is waited for: known if that commits, new if not', async () => {
      await using subject = await open()
      const id = ids.uuid()
      const enter = (sql: Sql) => tablesOf(sql).inbox.enter(sql, { consumer, id, key: 'k' })
      const undone = await beside(subject, enter, { end: 'roll back', run: enter })
      assert.deepEqual(undone, { waiting: false })
      const again = await subject.database.transaction(({ sql }) => enter(sql))
      assert.equal(again, null)
      const fresh = { consumer, id: ids.uuid(), key: 'k' }
      const enterFresh = (sql: Sql) => tablesOf(sql).inbox.enter(sql, fresh)
      assert.equal(await beside(subject, enterFresh, { end: 'commit', run: enterFresh }), null)
    })

    test('a command that another transaction has is waited for, and its reply is then there', async () => {
      await using subject = await open()
      const scope = { subject: 's', operation: 'o', key: 'k' }
      const first = async (sql: Sql) => {
        const { idempotency } = tablesOf(sql)
        assert.equal(await idempotency.add(sql, scope, 'h'), true)
        await idempotency.answer(sql, scope, '{"value":1}')
      }
      const run = async (sql: Sql) => {
        const { idempotency } = tablesOf(sql)
        const isNew = await idempotency.add(sql, scope, 'h')
        return { isNew, row: await idempotency.read(sql, scope) }
      }
      const row = { request_hash: 'h', reply: { value: 1 } }
      assert.deepEqual(await beside(subject, first, { end: 'commit', run }), { isNew: false, row })
    })

    test('events of one key wait for each other; those of others do not, and may become visible later than younger ones', async () => {
      await using subject = await open()
      const add = (sql: Sql, key: string) => tablesOf(sql).outbox.add(sql, [eventOf(key)], [key])
      const second = { end: 'commit', run: (sql: Sql) => add(sql, 'a') } as const
      await beside(subject, (sql) => add(sql, 'a'), second)
      const gate = Promise.withResolvers<void>()
      const begun = Promise.withResolvers<void>()
      const slow = subject.database.transaction(async ({ sql }) => {
        await add(sql, 'slow')
        begun.resolve()
        await gate.promise
      })
      await begun.promise
      await subject.database.transaction(({ sql }) => add(sql, 'quick'))
      assert.deepEqual(
        (await pageOf(subject.database)).map(({ key }) => key),
        ['a', 'a', 'quick'],
      )
      gate.resolve()
      await slow
      const rows = await pageOf(subject.database)
      assert.deepEqual(
        rows.map(({ key }) => key),
        ['a', 'a', 'slow', 'quick'],
      )
      assert.deepEqual([rows[0]?.payload, rows[0]?.at], [{ item: 'a' }, 1_000])
      await subject.database.transaction(({ sql }) =>
        tablesOf(sql).outbox.remove(sql, rows.slice(1)),
      )
      assert.equal((await pageOf(subject.database)).length, 1)
    })

    test('what a savepoint undoes is gone, what stood before it stays', async () => {
      await using subject = await open()
      const scope = { subject: 's', operation: 'o', key: 'k' }
      await subject.database.transaction(async ({ sql, savepoint }: Transaction) => {
        const { idempotency, outbox } = tablesOf(sql)
        await idempotency.add(sql, scope, 'h')
        await savepoint(
          () => outbox.add(sql, [eventOf('a')], ['a']),
          () => false,
        )
      })
      const reader = subject.database.reader()
      assert.equal((await pageOf(subject.database)).length, 0)
      const row = await tablesOf(reader).idempotency.read(reader, scope)
      assert.equal(row?.request_hash, 'h')
    })

    test('only the first parked message of a key is due, once, and its going makes the next one due', async () => {
      await using subject = await open()
      const { database } = subject
      await database.transaction(async ({ sql }) => {
        const { parked } = tablesOf(sql)
        for (const state of ['retry', 'behind'] as const)
          await parked.add(sql, parkedOf('k', { state }))
        await parked.add(sql, parkedOf('later', { waitMs: 60_000 }))
      })
      const [first, ...others] = await claimOf(database)
      assert.ok(first !== undefined)
      assert.deepEqual([others.length, first.started, first.attempts], [0, 2, 1])
      assert.deepEqual(await claimOf(database), [])
      const take = (sql: Sql) => tablesOf(sql).parked.takeAway(sql, first)
      assert.equal(await beside(subject, take, { end: 'commit', run: take }), false)
      const [next] = await claimOf(database)
      assert.equal(next?.key, 'k')
      assert.ok(next !== undefined && next.n > first.n)
    })

    test('a failed try is written down unless a later one has begun; a claim given back is due at once', async () => {
      await using subject = await open()
      const { database } = subject
      await database.transaction(({ sql }) => tablesOf(sql).parked.add(sql, parkedOf('k')))
      const [claim] = await claimOf(database)
      assert.ok(claim !== undefined)
      await database.transaction(({ sql }) => tablesOf(sql).parked.giveBack(sql, claim))
      const [again] = await claimOf(database)
      assert.deepEqual(again, claim)
      const error = parkedOf('k').error
      const fail = (of: typeof claim) =>
        database.transaction(({ sql }) =>
          tablesOf(sql).parked.fail(sql, of, { pauseMs: null, error }),
        )
      const dead = () => {
        const reader = database.reader()
        return tablesOf(reader).deadLetters.list(reader, {}, 10)
      }
      await fail({ ...claim, started: claim.started - 1 })
      assert.equal((await dead()).length, 0)
      await fail(claim)
      const [letter] = await dead()
      assert.deepEqual([letter?.attempts, letter?.error?.code, letter?.behind], [2, 'broken', 0])
      const revive = (sql: Sql) => tablesOf(sql).deadLetters.revive(sql, { key: 'k' })
      assert.equal(await database.transaction(({ sql }) => revive(sql)), 1)
      const [revived] = await claimOf(database)
      assert.deepEqual([revived?.attempts, revived?.started], [0, 1])
    })

    test('who parks behind waits for whoever takes the last one away, and sees that it has gone', async () => {
      await using subject = await open()
      await subject.database.transaction(({ sql }) => tablesOf(sql).parked.add(sql, parkedOf('k')))
      const [claim] = await claimOf(subject.database)
      assert.ok(claim !== undefined)
      const take = (sql: Sql) => tablesOf(sql).parked.takeAway(sql, claim)
      const run = (sql: Sql) => tablesOf(sql).parked.lockLast(sql, { consumer, key: 'k' })
      assert.equal(await beside(subject, take, { end: 'roll back', run }), true)
      assert.equal(await beside(subject, take, { end: 'commit', run }), false)
    })

    test('starts are counted until forgotten, and say when the message was settled', async () => {
      await using subject = await open()
      const id = ids.uuid()
      const begin = () =>
        subject.database.transaction(({ sql }) => tablesOf(sql).attempts.begin(sql, consumer, id))
      assert.deepEqual(await begin(), { started: 1, isSettled: false })
      await subject.database.transaction(({ sql }) => tablesOf(sql).inbox.add(sql, consumer, id))
      assert.deepEqual(await begin(), { started: 2, isSettled: true })
      await subject.database.transaction(({ sql }) =>
        tablesOf(sql).attempts.forget(sql, consumer, id),
      )
      assert.deepEqual(await begin(), { started: 1, isSettled: true })
    })

    test('lanes are shared, given back, and never held by two', async () => {
      await using subject = await open()
      const claim = (owner: string) =>
        subject.database.transaction(({ sql }) => tablesOf(sql).lanes.claim(sql, owner, 60_000))
      assert.equal((await claim('a')).length, 16)
      assert.deepEqual(await claim('b'), [])
      const [ofA, ofB] = [await claim('a'), await claim('b')]
      assert.deepEqual([ofA.length, ofB.length], [8, 8])
      assert.equal(new Set([...ofA, ...ofB]).size, 16)
      await subject.database.transaction(({ sql }) => tablesOf(sql).lanes.release(sql, 'a'))
      assert.equal((await claim('b')).length, 16)
    })

    test('transactions that wait for each other are told so', async () => {
      await using subject = await open()
      const add = (sql: Sql, key: string) => tablesOf(sql).outbox.add(sql, [eventOf(key)], [key])
      const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
      const run = (mine: string, other: string, at: 0 | 1) =>
        subject.database.transaction(async ({ sql }) => {
          await add(sql, mine)
          both[at].resolve()
          await Promise.all(both.map(({ promise }) => promise))
          await add(sql, other)
        })
      const results = await Promise.allSettled([run('a', 'b', 0), run('b', 'a', 1)])
      const failed = results.filter((result) => result.status === 'rejected')
      const kinds = failed.map(({ reason }: { reason: unknown }) =>
        isFault(reason) ? [reason.kind, reason.executed] : [],
      )
      assert.deepEqual(kinds, [['unavailable', 'no']])
      assert.equal((await pageOf(subject.database)).length, 2)
    })
  })
