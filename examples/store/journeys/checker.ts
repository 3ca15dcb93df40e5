/**
 * Is the store right? Answered from its databases alone, by a program that knows nothing of the platform and asks no
 * service. Journeys and fault tests call it when all is quiet; it changes nothing.
 */
import pg from 'pg'

/** Something that is wrong, and where. */
export interface Violation {
  readonly rule: string
  readonly database: string
  readonly what: string
}

/** The URL of each service's database by its name, and of the messages' as `messaging`. */
export type Databases = ReadonlyMap<string, string>

/** Examples of one violation that are told. */
const rowsToldMax = 5

interface Rule {
  readonly rule: string
  readonly database: string
  /** Selects what is wrong: no row is right. */
  readonly sql: string
}

const rules: readonly Rule[] = [
  {
    rule: 'every piece is available, held or shipped',
    database: 'inventory',
    sql: `select sku, initial, available, held, shipped from stock
      where initial <> available + held + shipped or available < 0 or held < 0 or shipped < 0`,
  },
  {
    rule: 'what is held and shipped is what reservations say',
    database: 'inventory',
    sql: `select s.sku, s.held, s.shipped, coalesce(l.held, 0) as reserved, coalesce(l.shipped, 0) as sent
      from stock s left join (
        select sku, sum(quantity) filter (where status = 'held') as held,
          sum(quantity) filter (where status = 'shipped') as shipped
        from reservation_line join reservation using (order_id) group by sku) l using (sku)
      where s.held <> coalesce(l.held, 0) or s.shipped <> coalesce(l.shipped, 0)`,
  },
  {
    rule: 'postings balance',
    database: 'payments',
    sql: `select order_id, posting, sum(amount) as sum from ledger
      group by order_id, posting having sum(amount) <> 0 or count(*) <> 2`,
  },
  {
    rule: 'the provider has what the ledger says, at most once for each order',
    database: 'payments',
    sql: `select p.order_id, p.status, p.amount, c.amount as charged, c.refunded_at, l.net
      from payment p
      full join provider.charge c on c.key = p.order_id::text
      left join (select order_id, sum(amount) as net from ledger where account = 'store' group by order_id) l
        on l.order_id = p.order_id
      where p.order_id is null
        or (p.status = 'captured') <> coalesce(c.refunded_at is null and c.amount = p.amount, false)
        or (p.status = 'refunded') <> (c.refunded_at is not null)
        or coalesce(l.net, 0) <> case when p.status = 'captured' then p.amount else 0 end`,
  },
  {
    rule: 'every order has ended',
    database: 'orders',
    sql: `select id, status from orders where status not in ('shipped', 'cancelled')`,
  },
  {
    rule: 'an order is as its history says, and the history has no gap',
    database: 'orders',
    sql: `select o.id, o.status, o.n, h.rows, h.last from orders o left join (
        select order_id, count(*) as rows, min(n) as first, max(n) as highest,
          (array_agg(status order by n desc))[1] as last from order_history group by order_id) h
        on h.order_id = o.id
      where h.rows is null or h.first <> 1 or h.highest <> h.rows or h.rows <> o.n or h.last <> o.status`,
  },
  {
    rule: 'no order passes a status twice, or one after its end',
    database: 'orders',
    sql: `select * from (
        select order_id, string_agg(status, ' ' order by n) as way from order_history group by order_id) as ways
      where way not in ('placed cancelled', 'placed reserved cancelled')
        and not starts_with('placed reserved paid confirmed shipped', way)`,
  },
  {
    rule: 'an order costs what its lines cost',
    database: 'orders',
    sql: `select o.id, o.total, sum(l.quantity * l.price) as lines from orders o
      left join order_line l on l.order_id = o.id group by o.id
      having o.total is distinct from sum(l.quantity * l.price)`,
  },
]

/** In every database that sends or takes events. */
const rulesOfAll: readonly Omit<Rule, 'database'>[] = [
  { rule: 'everything was told', sql: 'select id, topic, key from atoll.outbox' },
  {
    rule: 'nothing is parked',
    sql: 'select consumer, key, state, attempts, error from atoll.parked',
  },
]

type Row = Readonly<Record<string, unknown>>

/** Reads rows of one service's database. */
export type Read = <T extends object = Row>(service: string, sql: string) => Promise<T[]>

/** Checks a store at rest. Faults: those of the databases. */
export async function checkStore(databases: Databases): Promise<Violation[]> {
  const services = [...databases.keys()].filter((name) => name !== 'messaging')
  const clients = new Map<string, pg.Client>()
  try {
    for (const service of services) clients.set(service, await openReader(databases, service))
    return await checkBy(services, async <T extends object>(service: string, sql: string) => {
      const result = await clients.get(service)?.query<T & pg.QueryResultRow>(sql)
      return result?.rows ?? []
    })
  } finally {
    for (const client of clients.values()) await client.end()
  }
}

/** Checks a store through whoever reads its databases. */
export async function checkBy(services: readonly string[], read: Read): Promise<Violation[]> {
  const found: Violation[] = []
  const everywhere = services.flatMap((database) =>
    rulesOfAll.map((each) => ({ ...each, database })),
  )
  for (const { rule, database, sql } of [...rules, ...everywhere])
    for (const row of (await read(database, sql)).slice(0, rowsToldMax))
      found.push({ rule, database, what: JSON.stringify(row) })
  return [...found, ...(await checkAcross(read))]
}

interface Outcome {
  readonly id: string
  readonly status: string
  readonly total: string
}

/** What the services must agree on, order by order. */
async function checkAcross(read: Read): Promise<Violation[]> {
  const byOrder = async (service: string, sql: string) => {
    const rows = await read<Row & { readonly order_id: string }>(service, sql)
    return new Map(rows.map((row): [string, Row] => [row.order_id, row]))
  }
  const orders = await read<Outcome>('orders', 'select id, status, total from orders')
  const reservations = await byOrder('inventory', 'select order_id, status from reservation')
  const payments = await byOrder('payments', 'select order_id, status, amount from payment')
  const parcels = 'select order_id, count(*)::int as parcels from shipment group by order_id'
  const shipments = await byOrder('delivery', parcels)
  const found: Violation[] = []
  const wrong = (database: string, rule: string, what: object) =>
    found.push({ rule, database, what: JSON.stringify(what) })
  for (const order of orders) {
    const isShipped = order.status === 'shipped'
    const reservation = reservations.get(order.id)?.['status'] ?? null
    const payment = payments.get(order.id) ?? {}
    const sent = shipments.get(order.id)?.['parcels'] ?? 0
    const about = { ...order, reservation, payment, sent }
    if (sent !== (isShipped ? 1 : 0))
      wrong('delivery', 'one parcel for each shipped order, none for others', about)
    if (isShipped && reservation !== 'shipped')
      wrong('inventory', 'the pieces of a shipped order have left', about)
    if (order.status === 'cancelled' && (reservation === 'held' || reservation === 'shipped'))
      wrong('inventory', 'nothing is held for a cancelled order', about)
    if (isShipped && (payment['status'] !== 'captured' || payment['amount'] !== order.total))
      wrong('payments', 'a shipped order is paid in full', about)
    if (order.status === 'cancelled' && ['captured', 'open'].includes(String(payment['status'])))
      wrong('payments', 'a cancelled order costs nothing', about)
  }
  const known = new Set(orders.map(({ id }) => id))
  for (const [database, rows] of Object.entries({
    inventory: reservations,
    payments,
    delivery: shipments,
  }))
    for (const id of rows.keys())
      if (!known.has(id)) wrong(database, 'every order that others know was placed', { id })
  return found
}

/** Opens a service's database to read; nothing that is done there can write. */
export async function openReader(databases: Databases, service: string): Promise<pg.Client> {
  const connectionString = databases.get(service)
  if (connectionString === undefined) throw new TypeError(`there is no database of ${service}`)
  const client = new pg.Client({ connectionString, application_name: 'checker' })
  await client.connect()
  await client.query('set default_transaction_read_only = on')
  return client
}
