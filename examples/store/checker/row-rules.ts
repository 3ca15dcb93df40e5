/** What must hold within one database, as selections of what is wrong. `checker.ts` runs them. */
import type { Rule } from './violation.ts'

/** A rule that one database answers for itself. */
export interface RowRule extends Rule {
  readonly database: string
  /** Selects what is wrong: no row is right. */
  readonly sql: string
}

/** What must hold in one database. */
export const rowRules: readonly RowRule[] = [
  {
    invariant: 'I1',
    rule: 'every piece is available, held or shipped',
    database: 'inventory',
    sql: `select sku, initial, available, held, shipped from stock
      where initial <> available + held + shipped or available < 0 or held < 0 or shipped < 0`,
  },
  {
    invariant: 'I1',
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
    invariant: 'I2',
    rule: 'postings balance',
    database: 'payments',
    sql: `select order_id, posting, sum(amount) as sum from ledger
      group by order_id, posting having sum(amount) <> 0 or count(*) <> 2`,
  },
  {
    invariant: 'I2',
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
    invariant: 'I4',
    rule: 'every order has ended',
    database: 'orders',
    sql: `select id, status from orders where status not in ('shipped', 'cancelled')`,
  },
  {
    invariant: 'I6',
    rule: 'an order is as its history says, and the history has no gap',
    database: 'orders',
    sql: `select o.id, o.status, o.n, h.rows, h.last from orders o left join (
        select order_id, count(*) as rows, min(n) as first, max(n) as highest,
          (array_agg(status order by n desc))[1] as last from order_history group by order_id) h
        on h.order_id = o.id
      where h.rows is null or h.first <> 1 or h.highest <> h.rows or h.rows <> o.n or h.last <> o.status`,
  },
  {
    invariant: 'I6',
    rule: 'no order passes a status twice, or one after its end',
    database: 'orders',
    sql: `select * from (
        select order_id, string_agg(status, ' ' order by n) as way from order_history group by order_id) as ways
      where way not in ('placed cancelled', 'placed reserved cancelled')
        and not starts_with('placed reserved paid confirmed shipped', way)`,
  },
  {
    invariant: 'I2',
    rule: 'an order costs what its lines cost',
    database: 'orders',
    sql: `select o.id, o.total, sum(l.quantity * l.price) as lines from orders o
      left join order_line l on l.order_id = o.id group by o.id
      having o.total is distinct from sum(l.quantity * l.price)`,
  },
]

/** What must hold in every database that sends or takes events. */
export const rulesOfServices: readonly Omit<RowRule, 'database'>[] = [
  { invariant: 'I5', rule: 'everything was told', sql: 'select id, topic, key from atoll.outbox' },
  {
    invariant: 'I9',
    rule: 'nothing is parked',
    sql: 'select consumer, key, state, attempts, error from atoll.parked',
  },
]
