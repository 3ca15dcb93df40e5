/**
 * Whether everything that happened was told once, reached everybody whom it concerns, and did so in order: from the log
 * of the messages, the inboxes, and the states that events stand for. Called by `checker.ts`.
 */
import type { Findings, Read, Rule } from './violation.ts'

const toldOnce: Rule = { invariant: 'I5', rule: 'what happened was told, and once' }
const reached: Rule = { invariant: 'I5', rule: 'every event reached each of its consumers' }
const wasSent: Rule = { invariant: 'I5', rule: 'nobody took an event that was never sent' }
const toldInOrder: Rule = {
  invariant: 'I6',
  rule: 'what happened to an order is told in its order',
}
const takenInOrder: Rule = {
  invariant: 'I6',
  rule: 'every consumer takes the events of an order in their order',
}

/** The rules of this file. */
export const eventRules: readonly Rule[] = [toldOnce, reached, wasSent, toldInOrder, takenInOrder]

/** Who takes what, as the store's README says it. */
const consumers: Readonly<Record<string, readonly string[]>> = {
  'orders.orderPlaced': ['inventory', 'payments'],
  'orders.orderConfirmed': ['delivery'],
  'orders.orderCancelled': ['inventory', 'payments'],
  'inventory.stockReserved': ['orders', 'payments'],
  'inventory.stockRefused': ['orders'],
  'inventory.stockReleased': [],
  'payments.paymentCaptured': ['orders'],
  'payments.paymentRefused': ['orders'],
  'payments.paymentRefunded': [],
  'delivery.shipped': ['orders', 'inventory'],
}

/** For which states an event must have been told. */
const causes: readonly {
  readonly topic: string
  readonly database: string
  readonly sql: string
}[] = [
  { topic: 'orders.orderPlaced', database: 'orders', sql: 'select id from orders' },
  {
    topic: 'orders.orderConfirmed',
    database: 'orders',
    sql: `select order_id as id from order_history where status = 'confirmed'`,
  },
  {
    topic: 'orders.orderCancelled',
    database: 'orders',
    sql: `select order_id as id from order_history where status = 'cancelled'`,
  },
  {
    topic: 'inventory.stockReserved',
    database: 'inventory',
    sql: 'select distinct order_id as id from reservation_line',
  },
  {
    topic: 'inventory.stockRefused',
    database: 'inventory',
    sql: `select order_id as id from reservation where order_id not in (select order_id from reservation_line)`,
  },
  {
    topic: 'inventory.stockReleased',
    database: 'inventory',
    sql: `select order_id as id from reservation where status = 'released'
        and order_id in (select order_id from reservation_line)`,
  },
  {
    topic: 'payments.paymentCaptured',
    database: 'payments',
    sql: `select order_id as id from payment where status in ('captured', 'refunded')`,
  },
  {
    topic: 'payments.paymentRefused',
    database: 'payments',
    sql: `select order_id as id from payment where status = 'refused'`,
  },
  {
    topic: 'payments.paymentRefunded',
    database: 'payments',
    sql: `select order_id as id from payment where status = 'refunded'`,
  },
  {
    topic: 'delivery.shipped',
    database: 'delivery',
    sql: 'select distinct order_id as id from shipment',
  },
]

/** An event on the channel, where it stood first: it may come again, since it is told at least once. */
interface Told {
  readonly id: string
  readonly topic: string
  readonly key: string
  readonly position: number
}

/** Checks the events. `planted`: ids of messages that no service sent, but whoever tests. */
export async function checkEvents(
  read: Read,
  planted: ReadonlySet<string>,
  found: Findings,
): Promise<void> {
  const told = await read<Told>(
    'messaging',
    `select id, topic, key, min(position)::int as position from messaging.message
      group by id, topic, key order by position`,
  )
  const sent = told.filter(({ id }) => !planted.has(id))
  await checkCauses(sent, read, found)
  await checkInboxes(told, read, found)
  for (const row of await read('messaging', outOfOrder)) found.add(toldInOrder, 'messaging', row)
}

async function checkCauses(sent: readonly Told[], read: Read, found: Findings): Promise<void> {
  const counts = new Map<string, Map<string, number>>()
  for (const { topic, key } of sent) {
    const ofTopic = counts.get(topic) ?? new Map<string, number>()
    counts.set(topic, ofTopic.set(key, (ofTopic.get(key) ?? 0) + 1))
  }
  for (const { topic, database, sql } of causes) {
    const ofTopic = counts.get(topic) ?? new Map<string, number>()
    const happened = new Set((await read<{ id: string }>(database, sql)).map(({ id }) => id))
    for (const id of happened.union(new Set(ofTopic.keys()))) {
      const [should, times] = [happened.has(id) ? 1 : 0, ofTopic.get(id) ?? 0]
      if (should !== times) found.add(toldOnce, database, { topic, id, should, times })
    }
  }
}

interface Taken {
  readonly consumer: string
  readonly msg_id: string
  /** Units: microseconds. */
  readonly at: number
}

async function checkInboxes(told: readonly Told[], read: Read, found: Findings): Promise<void> {
  for (const database of new Set(Object.values(consumers).flat())) {
    const rows = await read<Taken>(
      database,
      `select consumer, msg_id, (extract(epoch from at) * 1000000)::float8 as at from atoll.inbox`,
    )
    const taken = new Map(rows.map((row) => [`${row.consumer} ${row.msg_id}`, row.at]))
    const due = told.filter(({ topic }) => consumers[topic]?.includes(database) === true)
    const last = new Map<string, Told & { readonly at: number }>()
    for (const each of due) {
      const at = taken.get(`${each.topic} ${each.id}`)
      taken.delete(`${each.topic} ${each.id}`)
      if (at === undefined) {
        found.add(reached, database, each)
        continue
      }
      const before = last.get(each.key)
      if (before !== undefined && before.at > at)
        found.add(takenInOrder, database, { before, after: { ...each, at } })
      last.set(each.key, { ...each, at })
    }
    for (const name of taken.keys()) found.add(wasSent, database, { name })
  }
}

/** `n` counts what happened to an order; the events of orders carry it. */
const outOfOrder = `
  select * from (
    select key, id, topic, n, lag(n) over (partition by key order by first) as before from (
      select key, id, topic, min(position) as first, (convert_from((array_agg(body))[1], 'utf8')::json->>'n')::int as n
      from messaging.message where topic like 'orders.%' group by key, id, topic) as told) as pairs
  where before >= n`
