/** The statements that run all the time stay quick on full tables: their plans read what they need by an index. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Sql } from '@atoll/storage'
import { listDeadLetters } from './dead-letters.ts'
import { guardCommand, readReply } from './idempotency.ts'
import { guardMessage } from './inbox.ts'
import { claimDue } from './parked.ts'
import {
  callOf,
  consumerName,
  contextOf,
  createChannel,
  ids,
  openShop,
  type Shop,
  shopContract,
  startShopRelay,
  until,
} from './testing.ts'

const rows = 100_000
/** Blocks of 8 KiB that one statement may touch. */
const blocksMax = 400

/** Fills the tables as a long outage would: one key blocked by a dead message, many that wait for their time. */
const fill = `
  insert into atoll.outbox (lane, msg_id, topic, key, version, payload, headers)
    select n % 2, gen_random_uuid(), 'shop.itemChanged', n::text, 1, '{}', '{}'
    from generate_series(1, ${rows}) as n;
  insert into atoll.parked (consumer, key, msg_id, msg, state, next_at)
    select '${consumerName}', case when n <= ${rows / 2} then 'blocked' else n::text end,
      gen_random_uuid(), '{}',
      case when n = 1 then 'dead' when n <= ${rows / 2} then 'behind' else 'retry' end,
      now() + case when n > ${rows} - 20 then interval '0' else interval '1 hour' end
    from generate_series(1, ${rows}) as n;
  insert into atoll.inbox (consumer, msg_id)
    select '${consumerName}', gen_random_uuid() from generate_series(1, ${rows});
  insert into atoll.idempotency (subject, operation, key, request_hash)
    select '', 'shop.change', n::text, '' from generate_series(1, ${rows}) as n;
  analyze;`

let shop: Shop
before(async () => {
  shop = await openShop()
  await shop.admin.query({ text: fill })
})
after(() => shop[Symbol.asyncDispose]())

interface Plan {
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
}

/** Runs work whose every statement is explained, and undoes it; answers the blocks that they touched. */
async function blocksOf(work: (sql: Sql) => Promise<unknown>): Promise<number> {
  let blocks = 0
  await shop.database.transaction(async ({ sql, savepoint }) => {
    const explained: Sql = async (text, ...values) => {
      const [first = '', ...rest] = text
      const strings = [`explain (analyze, buffers, format json) ${first}`, ...rest]
      const template = Object.assign(strings, { raw: strings })
      const [row] = await sql<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(template, ...values)
      const plan = row?.['QUERY PLAN'][0]?.Plan
      blocks += (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)
      return []
    }
    await savepoint(
      () => work(explained),
      () => false,
    )
  })
  return blocks
}

/** A database through which a function's statements are explained. */
const through = (sql: Sql): Shop['database'] => ({
  capabilities: shop.database.capabilities,
  reader: () => sql,
  transaction: (work) => work({ sql, savepoint: (part) => part() }),
  migrate: () => Promise.reject(new TypeError('nothing to migrate')),
  check: async () => {},
  [Symbol.asyncDispose]: async () => {},
})

const claim = { claimMs: 1_000, countMax: 8 }
const cases: readonly (readonly [string, (sql: Sql) => Promise<unknown>])[] = [
  [
    'what is due among the parked',
    (sql) => claimDue(through(sql), { ordered: [consumerName], unordered: [] }, claim),
  ],
  [
    'what is due among the parked that may be skipped',
    (sql) => claimDue(through(sql), { ordered: [], unordered: [consumerName] }, claim),
  ],
  ['the dead letters', (sql) => listDeadLetters(through(sql), { key: 'nobody' })],
  ['the reply of a key', (sql) => readReply(sql, callOf({ item: 'a' }), '77')],
  [
    'the row of a key',
    (sql) => {
      const guard = guardCommand(callOf({ item: 'a' }), 'new')
      // An explained statement answers no row, as if another one had inserted the key and not yet answered.
      return assert.rejects(guard.enter({ sql, savepoint: (part) => part() }), {
        code: 'command_in_progress',
      })
    },
  ],
  [
    'the row of a message',
    async (sql) => {
      const notice = {
        kind: 'event',
        event: shopContract.itemChanged,
        id: ids.uuid(),
        key: 'blocked',
        data: {},
        at: 0,
        attestation: null,
        context: contextOf(),
      } as const
      const guard = guardMessage(consumerName, notice, 'block-key')
      await guard.enter({ sql, savepoint: (part) => part() })
    },
  ],
]

for (const [title, work] of cases)
  test(`${title}: few blocks of a full table`, async () => {
    const blocks = await blocksOf(work)
    assert.ok(blocks > 0 && blocks <= blocksMax, `${blocks} blocks, ${blocksMax} allowed`)
  })

test('a page of the relay is read and deleted by few blocks of a full table, though most lanes are empty', async () => {
  const channel = createChannel()
  const blocks: number[] = []
  const explaining =
    (sql: Sql): Sql =>
    async (text, ...values) => {
      if (/lateral|delete from atoll.outbox\s/.test(text.join('')))
        blocks.push(await blocksOf((explained) => explained(text, ...values)))
      return sql(text, ...values)
    }
  const database: Shop['database'] = {
    ...through(explaining(shop.database.reader())),
    transaction: (work, options) =>
      shop.database.transaction((open) => work({ ...open, sql: explaining(open.sql) }), options),
  }
  channel.before = async () => {
    if (channel.published.length > 0) throw new Error('one page is enough')
  }
  const relay = startShopRelay({ database, messaging: channel, leaseMs: 10_000 })
  await until(() => blocks.length >= 2)
  await relay.stop()
  const [read = 0, deleted = 0] = blocks
  assert.ok(read > 0 && read <= blocksMax, `${read} blocks read, ${blocksMax} allowed`)
  // Each of the page's rows is found, marked and its place in the index looked up.
  const allowed = 8 * channel.published.length
  assert.ok(deleted > 0 && deleted <= allowed, `${deleted} blocks for deleting, ${allowed} allowed`)
})
