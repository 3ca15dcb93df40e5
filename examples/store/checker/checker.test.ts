/** The checker itself: silent on a store that is right, and red on every single thing that can be wrong. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { outboxMigrations } from '@atoll/outbox'
import { openPostgresMessaging } from '@atoll/messaging-postgres'
import { createIds, silentLog, systemClock } from '@atoll/pipeline'
import { openTestDatabase } from '@atoll/postgres/testing'
import { readMigrations } from '@atoll/storage'
import { openPostgres } from '@atoll/storage-postgres'
import pg from 'pg'
import { allRules, type Attempt, checkBy, type Read, type Seen } from './checker.ts'

const [shipped, cancelled] = [
  '0d6f9f2e-52a1-4a57-8c3c-0a8b8a1f6f11',
  '0d6f9f2e-52a1-4a57-8c3c-0a8b8a1f6f12',
]
const stranger = '0d6f9f2e-52a1-4a57-8c3c-0a8b8a1f6f13'
const card = '5f0c7a52-9d0e-4c44-8f0f-6f5f3c2f8a10'

/** What was told of the two orders, in its order: topic, order, who takes it, and what the body says. */
const events: readonly (readonly [string, string, readonly string[], string])[] = [
  ['orders.orderPlaced', shipped, ['inventory', 'payments'], '{"n":1}'],
  ['orders.orderPlaced', cancelled, ['inventory', 'payments'], '{"n":1}'],
  ['inventory.stockReserved', shipped, ['orders', 'payments'], '{}'],
  ['inventory.stockReserved', cancelled, ['orders', 'payments'], '{}'],
  ['payments.paymentCaptured', shipped, ['orders'], '{}'],
  ['payments.paymentRefused', cancelled, ['orders'], '{}'],
  ['orders.orderConfirmed', shipped, ['delivery'], '{"n":4}'],
  ['orders.orderCancelled', cancelled, ['inventory', 'payments'], '{"n":3}'],
  ['inventory.stockReleased', cancelled, [], '{}'],
  ['delivery.shipped', shipped, ['orders', 'inventory'], '{}'],
]
const idOf = (index: number) => `00000000-0000-4000-8000-00000000000${index}`

/** The rows of the log, each message in its order; the third one was sent twice, as may be. */
const told = [...events.entries(), [2, events[2] ?? ['', '', [], '']] as const].map(
  ([index, [topic, key, , body]], position) =>
    `insert into messaging.message (lane, position, id, topic, key, version, at, headers, body)
      values (1, ${position}, '${idOf(index)}', '${topic}', '${key}', 1, 0, '{}', '${body}');`,
)

/** What the inbox of a service holds. */
const taken = (service: string) =>
  events
    .flatMap(([topic, , takers], index) =>
      takers.includes(service)
        ? `insert into atoll.inbox values ('${topic}', '${idOf(index)}', now() + ${index} * interval '1 s');`
        : '',
    )
    .join('')

/** One shipped and one cancelled order, as the services would have left them. */
const right: Readonly<Record<string, string>> = {
  orders: `
    insert into orders (id, customer_id, status, n, total) values
      ('${shipped}', 'ada', 'shipped', 5, 200), ('${cancelled}', 'ada', 'cancelled', 3, 300);
    insert into order_line (order_id, place, sku, name, quantity, price) values
      ('${shipped}', 1, 'CHAIR', 'A chair', 2, 100), ('${cancelled}', 1, 'CHAIR', 'A chair', 3, 100);
    insert into order_history (order_id, n, status) values
      ('${shipped}', 1, 'placed'), ('${shipped}', 2, 'reserved'), ('${shipped}', 3, 'paid'),
      ('${shipped}', 4, 'confirmed'), ('${shipped}', 5, 'shipped'),
      ('${cancelled}', 1, 'placed'), ('${cancelled}', 2, 'reserved'), ('${cancelled}', 3, 'cancelled');
    insert into atoll.idempotency (subject, operation, key, request_hash, reply) values
      ('ada', 'orders.place', 'one', '', '{"value": {"orderId": "${shipped}"}}'),
      ('ada', 'orders.place', 'two', '', '{"value": {"orderId": "${cancelled}"}}');
    ${taken('orders')}`,
  inventory: `
    insert into stock (sku, initial, available, held, shipped) values ('CHAIR', 10, 8, 0, 2);
    insert into reservation (order_id, status) values ('${shipped}', 'shipped'), ('${cancelled}', 'released');
    insert into reservation_line (order_id, sku, quantity) values
      ('${shipped}', 'CHAIR', 2), ('${cancelled}', 'CHAIR', 3);
    ${taken('inventory')}`,
  payments: `
    insert into provider.card (reference, owner, card) values ('${card}', 'ada', 'approve');
    insert into payment (order_id, amount, status) values
      ('${shipped}', 200, 'captured'), ('${cancelled}', 300, 'refused');
    insert into provider.charge (key, reference, amount) values ('${shipped}', '${card}', 200);
    insert into ledger (order_id, posting, account, amount) values
      ('${shipped}', 'capture', 'store', 200), ('${shipped}', 'capture', 'customer', -200);
    ${taken('payments')}`,
  delivery: `
    insert into shipment (order_id, customer_id, carrier) values ('${shipped}', 'ada', 'A carrier');
    insert into parcel_line values ('${shipped}', 'CHAIR', 2);
    ${taken('delivery')}`,
}

const answered = (key: string, orderId: string, parts: Partial<Attempt> = {}): Attempt => ({
  key,
  status: 202,
  executed: null,
  orderId,
  bodyHash: orderId,
  gracefulOnly: false,
  at: 0,
  ...parts,
})
/** What the two clients were told; one of them insisted. */
const attempts: readonly Attempt[] = [
  answered('one', '', { status: 503, executed: 'unknown', orderId: null, bodyHash: null }),
  answered('one', shipped),
  answered('one', shipped, { gracefulOnly: true }),
  answered('two', cancelled),
  answered('two', '', { status: null, executed: 'no', orderId: null, gracefulOnly: true }),
]

const clients = new Map<string, pg.Client>()
const opened = new AsyncDisposableStack()

before(async () => {
  for (const [service, rows] of Object.entries(right)) {
    const { url } = opened.use(await openTestDatabase())
    await using database = await openPostgres({ url })
    await database.migrate(outboxMigrations)
    const folder = new URL(`../services/${service}/migrations/`, import.meta.url)
    await database.migrate({ owner: service, migrations: await readMigrations(folder) })
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    opened.defer(() => client.end())
    clients.set(service, client)
    await client.query(rows)
  }
})
before(async () => {
  const { url } = opened.use(await openTestDatabase())
  const parts = { clock: systemClock, log: silentLog, ids: createIds(systemClock) }
  await using _ = await openPostgresMessaging({ url, ...parts })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  opened.defer(() => client.end())
  clients.set('messaging', client)
  for (const insert of told) await client.query(insert)
})
after(() => opened.disposeAsync())

/** Every rule that was seen red, so that none stands here unproven. */
const redRules = new Set<string>()

/** Corrupts one database, gives what the checker says, and undoes the corruption. */
async function check(
  service: string,
  corruption: string,
  seen: Seen = { attempts },
): Promise<string[]> {
  const read: Read = async <T extends object>(of: string, sql: string) => {
    const result = await clients.get(of)?.query<T & pg.QueryResultRow>(sql)
    return result?.rows ?? []
  }
  await clients.get(service)?.query('begin')
  try {
    await clients.get(service)?.query(corruption)
    const services = [...clients.keys()].filter((name) => name !== 'messaging')
    const found = await checkBy(services, read, seen)
    for (const { rule } of found) redRules.add(rule)
    return found.map(({ database, rule }) => `${database}: ${rule}`)
  } finally {
    await clients.get(service)?.query('rollback')
  }
}

const free = (table: string) => `
  do $$ declare c record; begin
    for c in select conname from pg_constraint where conrelid = '${table}'::regclass and contype = 'c' loop
      execute format('alter table ${table} drop constraint %I', c.conname);
    end loop; end $$;`

test('a store that is right is right', async () => {
  assert.deepEqual(await check('orders', ''), [])
})

const cases: readonly (readonly [string, string, string, string])[] = [
  [
    'a piece that vanished',
    'inventory',
    `${free('stock')} update stock set available = 7`,
    'every piece',
  ],
  [
    'a piece held twice',
    'inventory',
    'update stock set available = 7, held = 1',
    'what is held and shipped',
  ],
  [
    'shipped pieces that nobody reserved',
    'inventory',
    'update stock set available = 7, shipped = 3',
    'what is held',
  ],
  [
    'a reservation left for a cancelled order',
    'inventory',
    `update reservation set status = 'held' where order_id = '${cancelled}';
      update stock set available = 5, held = 3`,
    'nothing is held for a cancelled order',
  ],
  [
    'a shipped order whose pieces are still held',
    'inventory',
    `update reservation set status = 'held' where order_id = '${shipped}';
      update stock set held = 2, shipped = 0`,
    'the pieces of a shipped order have left',
  ],
  [
    'an order that inventory made up',
    'inventory',
    `insert into reservation values ('${stranger}', 'released')`,
    'was placed',
  ],
  [
    'half of a posting',
    'payments',
    `delete from ledger where account = 'customer'`,
    'postings balance',
  ],
  [
    'postings that do not balance',
    'payments',
    `update ledger set amount = 199 where account = 'store'`,
    'postings balance',
  ],
  [
    'a charge without a payment',
    'payments',
    `insert into provider.charge values ('${stranger}', '${card}', 1)`,
    'the provider',
  ],
  [
    'a charge of another amount',
    'payments',
    'update provider.charge set amount = 199',
    'the provider',
  ],
  [
    'a charge for a refused order',
    'payments',
    `insert into provider.charge values ('${cancelled}', '${card}', 300)`,
    'the provider',
  ],
  [
    'a refund nobody booked',
    'payments',
    'update provider.charge set refunded_at = now()',
    'the provider',
  ],
  [
    'a shipped order that nobody paid',
    'payments',
    `update payment set status = 'open' where amount = 200`,
    'is paid in full',
  ],
  [
    'less paid than the order costs',
    'payments',
    `update payment set amount = 100 where amount = 200`,
    'is paid in full',
  ],
  [
    'a cancelled order still to be paid',
    'payments',
    `update payment set status = 'open' where amount = 300`,
    'costs nothing',
  ],
  [
    'an order that never ended',
    'orders',
    `update orders set status = 'paid', n = 3 where n = 5; delete from order_history where n > 3`,
    'every order has ended',
  ],
  [
    'a status that its history does not know',
    'orders',
    `update orders set status = 'cancelled' where n = 5`,
    'as its history says',
  ],
  [
    'a gap in the history',
    'orders',
    `delete from order_history where order_id = '${shipped}' and n = 2`,
    'no gap',
  ],
  [
    'a history cut off',
    'orders',
    `delete from order_history where order_id = '${shipped}' and n = 5`,
    'no gap',
  ],
  [
    'a status after the end',
    'orders',
    `insert into order_history values ('${cancelled}', 4, 'shipped'); update orders set n = 4, status = 'shipped' where id = '${cancelled}'`,
    'no order passes',
  ],
  [
    'a total that is not its lines',
    'orders',
    'update orders set total = 201 where total = 200',
    'what its lines cost',
  ],
  [
    'an event that was never told',
    'orders',
    `insert into atoll.outbox (lane, msg_id, topic, key, version, payload, headers) values (0, gen_random_uuid(), 't', 'k', 1, '{}', '{}')`,
    'everything was told',
  ],
  [
    'two parcels',
    'delivery',
    `alter table shipment drop constraint shipment_pkey cascade; insert into shipment (order_id, customer_id, carrier) values ('${shipped}', 'ada', 'x')`,
    'one parcel',
  ],
  ['no parcel', 'delivery', 'delete from parcel_line; delete from shipment', 'one parcel'],
  [
    'a parcel for a cancelled order',
    'delivery',
    `insert into shipment (order_id, customer_id, carrier) values ('${cancelled}', 'ada', 'x')`,
    'one parcel',
  ],
  [
    'money that no order cost',
    'payments',
    `update ledger set amount = amount * 2`,
    'what shipped orders cost, no more',
  ],
  [
    'a parcel with other pieces',
    'delivery',
    'update parcel_line set quantity = 3',
    'what was ordered is what was reserved and what was sent',
  ],
  [
    'a reservation of other pieces',
    'inventory',
    `update reservation_line set quantity = 1 where order_id = '${shipped}'; update stock set available = 9, shipped = 1`,
    'what was ordered is what was reserved and what was sent',
  ],
  [
    'an event that nobody sent',
    'orders',
    `delete from order_history where status = 'confirmed' and order_id = '${shipped}'`,
    'what happened was told, and once',
  ],
  [
    'an inbox that forgot an event',
    'payments',
    `delete from atoll.inbox where msg_id = '${idOf(2)}'`,
    'every event reached each of its consumers',
  ],
  [
    'an inbox with an event that was never sent',
    'delivery',
    `insert into atoll.inbox values ('orders.orderConfirmed', '${stranger}')`,
    'nobody took an event that was never sent',
  ],
  [
    'an event taken before the one that went before it',
    'inventory',
    `update atoll.inbox set at = now() - interval '1 h' where msg_id = '${idOf(9)}'`,
    'takes the events of an order in their order',
  ],
]

const ofMessages: readonly (readonly [string, string, string])[] = [
  [
    'an event that got lost',
    `delete from messaging.message where id = '${idOf(6)}'`,
    'orders: what happened was told, and once',
  ],
  [
    'an event told twice, as two',
    `update messaging.message set id = '${stranger}' where position = 10`,
    'inventory: what happened was told, and once',
  ],
  [
    'an event that never happened',
    `insert into messaging.message select lane, 99, '${stranger}', 'delivery.shipped', '${cancelled}', 1, 0, headers, body
      from messaging.message where position = 9`,
    'delivery: what happened was told, and once',
  ],
  [
    'events of an order out of order',
    `update messaging.message set position = 50 where id = '${idOf(0)}'`,
    'messaging: what happened to an order is told in its order',
  ],
]

for (const [title, corruption, rule] of ofMessages)
  test(`seen: ${title}`, async () => {
    const found = await check('messaging', corruption)
    assert.ok(found.includes(rule), `${rule} in ${JSON.stringify(found)}`)
  })

test('a message that a test planted is no event that happened', async () => {
  const plant = `insert into messaging.message values (1, 60, '${stranger}', 'inventory.stockReleased', '${shipped}', 1, 0, '{}', '{}')`
  assert.deepEqual(await check('messaging', plant, { planted: new Set([stranger]) }), [])
  assert.notDeepEqual(await check('messaging', plant), [])
})

const ofAnswers: readonly (readonly [string, Attempt, string])[] = [
  ['an order that was taken and is not there', answered('x', stranger), 'that was taken exists'],
  ['two answers to one key', answered('one', cancelled), 'the same key, the same answer'],
  ['another body', answered('one', shipped, { bodyHash: '' }), 'the same key, the same answer'],
  ['one order for two keys', answered('x', shipped), 'another key, another order'],
  ['a stored reply that was not given', answered('x', shipped), 'the answer that is stored'],
  [
    'an order lost by a graceful stop',
    answered('x', stranger, { gracefulOnly: true }),
    'no order taken during a graceful stop is lost',
  ],
  [
    'a graceful stop that answers nothing',
    answered('x', '', { status: null, executed: 'unknown', orderId: null, gracefulOnly: true }),
    'a graceful stop refuses before it executes',
  ],
  [
    'a graceful stop that says it does not know',
    answered('x', '', { status: 503, executed: 'unknown', orderId: null, gracefulOnly: true }),
    'a graceful stop refuses before it executes',
  ],
]

for (const [title, attempt, rule] of ofAnswers)
  test(`seen: ${title}`, async () => {
    const found = await check('orders', '', { attempts: [...attempts, attempt] })
    assert.ok(
      found.some((each) => each.includes(rule)),
      `${rule} in ${JSON.stringify(found)}`,
    )
  })

test('seen: an order that nobody asked for, and one that was taken and did not end', async () => {
  const found = await check('orders', '', { attempts: attempts.slice(3) })
  assert.ok(found.includes('orders: every order was asked for by somebody'))
  const unended = await check('orders', `update orders set status = 'paid' where n = 5`)
  assert.ok(unended.includes('orders: every order that was taken has ended'))
})

for (const [title, service, corruption, rule] of cases)
  test(`seen: ${title}`, async () => {
    const found = await check(service, corruption)
    const prefix = `${service}: `
    assert.ok(
      found.some((each) => each.startsWith(prefix) && each.includes(rule)),
      `${rule} in ${JSON.stringify(found)}`,
    )
  })

test('seen: an event that is parked', async () => {
  // Whatever else a parked row must hold is of no interest here.
  const parked = `alter table atoll.parked drop constraint parked_pkey;
    do $$ declare c record; begin
      for c in select attname from pg_attribute where attrelid = 'atoll.parked'::regclass and attnum > 0
        and attnotnull and attname not in ('n', 'state') and not atthasdef loop
        execute format('alter table atoll.parked alter column %I drop not null', c.attname);
      end loop; end $$;
    insert into atoll.parked (state) values ('dead')`
  assert.ok((await check('payments', parked)).includes('payments: nothing is parked'))
})

test('every rule was seen red', () => {
  const names = allRules.map(({ rule }) => rule)
  assert.deepEqual(
    names.filter((name) => !redRules.has(name)),
    [],
  )
  assert.equal(new Set(names).size, names.length)
})
