/** Reads and writes what payments knows of an order. The handlers call it inside their transaction. */
import type { Sql } from '@atoll/storage'
import type { News, Payment, PaymentStatus } from './domain/payment.ts'

/** Reads a payment; null for an order of which nothing was heard. */
export async function readPayment(sql: Sql, orderId: string): Promise<Payment | null> {
  const [row] = await sql<Payment>`
    select status, stock_reserved as "stockReserved", customer_id as "customerId", amount,
      card_reference as "cardReference"
    from payment where order_id = ${orderId}`
  return row ?? null
}

/** Adds news to what is known, locks it until the transaction ends, and returns the whole. */
export async function writeNews(sql: Sql, orderId: string, news: News): Promise<Payment> {
  const due = 'amount' in news ? news : { customerId: null, amount: null, cardReference: null }
  const [row] = await sql<Payment>`
    insert into payment (order_id, stock_reserved, customer_id, amount, card_reference)
    values (${orderId}, ${'stockReserved' in news}, ${due.customerId}, ${due.amount}, ${due.cardReference})
    on conflict (order_id) do update set
      stock_reserved = payment.stock_reserved or excluded.stock_reserved,
      customer_id = coalesce(payment.customer_id, excluded.customer_id),
      amount = coalesce(payment.amount, excluded.amount),
      card_reference = coalesce(payment.card_reference, excluded.card_reference)
    returning status, stock_reserved as "stockReserved", customer_id as "customerId", amount,
      card_reference as "cardReference"`
  if (row === undefined) throw new TypeError(`the database kept no payment of order ${orderId}`)
  return row
}

/** What an order was before it was cancelled. Units: amount: cents */
export interface Before {
  readonly status: PaymentStatus
  readonly amount: number | null
}

/** Reads and locks a payment; where nothing was heard of the order yet, an empty one is made. */
export async function lockPayment(sql: Sql, orderId: string): Promise<Before> {
  await sql`insert into payment (order_id) values (${orderId}) on conflict (order_id) do nothing`
  const [row] = await sql<Before>`
    select status, amount from payment where order_id = ${orderId} for update`
  return row ?? { status: 'open', amount: null }
}

/** Writes both sides of a posting. Units: amount: cents, from customer to store where it is captured */
export async function book(
  sql: Sql,
  entry: {
    readonly orderId: string
    readonly posting: 'capture' | 'refund'
    readonly amount: number
  },
): Promise<void> {
  const gained = entry.posting === 'capture' ? entry.amount : -entry.amount
  await sql`
    insert into ledger (order_id, posting, account, amount) values
      (${entry.orderId}, ${entry.posting}, 'store', ${gained}),
      (${entry.orderId}, ${entry.posting}, 'customer', ${-gained})`
}
