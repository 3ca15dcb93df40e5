/** Places an order: asks what it costs, leaves the card with payments, and writes it down. */
import type { Sql } from '@atoll/storage'
import { isFault } from '@atoll/pipeline'
import { toMoney } from '../../../contracts/money.ts'
import { orders, quantityMax } from '../../../contracts/orders.ts'
import { mergeLines, type PricedLine, priceLines, totalOf } from '../domain/lines.ts'
import { implementation } from '../implementation.ts'

export const place = implementation.handle(
  'place',
  async (input, { call, caller, transaction, fault }) => {
    const lines = mergeLines(input.lines)
    const tooMany = lines.find(({ quantity }) => quantity > quantityMax)
    if (tooMany !== undefined) return fault('tooMany', { sku: tooMany.sku, quantityMax })
    const priced = await call.catalog.priceOf({ skus: lines.map(({ sku }) => sku) })
    if (isFault(priced)) return fault('unknownProduct', priced.details)
    const { cardReference } = await call.payments.keepCard({ card: input.card })
    const pricedLines = priceLines(lines, priced.prices)
    const customerId = caller.subject
    return transaction(async ({ sql, emit }) => {
      const total = totalOf(pricedLines)
      const orderId = await insertOrder(sql, customerId, total)
      await insertLines(sql, orderId, pricedLines)
      emit(orders.orderPlaced, {
        orderId,
        customerId,
        lines,
        total: toMoney(total),
        cardReference,
        n: 1,
      })
      return { orderId }
    })
  },
)

async function insertOrder(sql: Sql, customerId: string, total: number): Promise<string> {
  const [row] = await sql<{ id: string }>`
    with placed as (
      insert into orders (customer_id, status, n, total) values (${customerId}, 'placed', 1, ${total})
      returning id, n, status, placed_at),
    told as (
      insert into order_history (order_id, n, status, at) select id, n, status, placed_at from placed)
    select id from placed`
  if (row === undefined) throw new TypeError('the database gave no number to the order')
  return row.id
}

async function insertLines(sql: Sql, orderId: string, lines: readonly PricedLine[]) {
  await sql`
    insert into order_line (order_id, place, sku, name, quantity, price)
    select ${orderId}::uuid, place, sku, name, quantity, price
    from rows from (jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        as (sku text, name text, quantity int, price bigint))
      with ordinality as line (sku, name, quantity, price, place)`
}
