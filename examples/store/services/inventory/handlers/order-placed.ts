/** Sets aside everything that an order asks for, or nothing. */
import type { Sql } from '@atoll/storage'
import { inventory } from '../../../contracts/inventory.ts'
import { orders } from '../../../contracts/orders.ts'
import { findShortage } from '../domain/shortage.ts'
import { implementation } from '../implementation.ts'

export const orderPlaced = implementation.on(
  orders.orderPlaced,
  async ({ orderId, lines }, { transaction }) =>
    transaction(async ({ sql, emit }) => {
      const [begun] = await sql`
        insert into reservation (order_id, status) values (${orderId}, 'held')
        on conflict (order_id) do nothing returning 1`
      if (begun === undefined) {
        emit(inventory.stockRefused, { orderId, reason: 'order_cancelled', sku: null })
        return
      }
      const shortage = findShortage(lines, await lockStock(sql, lines))
      if (shortage === null) {
        await hold(sql, orderId, lines)
        emit(inventory.stockReserved, { orderId })
        return
      }
      const reason = 'out_of_stock'
      await sql`
        update reservation set status = 'refused', reason = ${reason} where order_id = ${orderId}`
      emit(inventory.stockRefused, { orderId, reason, sku: shortage.sku })
    }),
)

interface Line {
  readonly sku: string
  readonly quantity: number
}

/** Every order locks its rows in the same order, so that no two can wait for each other. */
async function lockStock(sql: Sql, lines: readonly Line[]): Promise<Map<string, number>> {
  const rows = await sql<{ sku: string; available: number }>`
    select sku, available from stock where sku = any(${lines.map(({ sku }) => sku)}::text[])
    order by sku for update`
  return new Map(rows.map(({ sku, available }) => [sku, available]))
}

async function hold(sql: Sql, orderId: string, lines: readonly Line[]): Promise<void> {
  const wanted = JSON.stringify(lines)
  await sql`
    with line as (
      insert into reservation_line (order_id, sku, quantity)
      select ${orderId}::uuid, sku, quantity
      from jsonb_to_recordset(${wanted}::jsonb) as wanted (sku text, quantity int)
      returning sku, quantity)
    update stock set available = available - line.quantity, held = held + line.quantity
    from line where stock.sku = line.sku`
}
