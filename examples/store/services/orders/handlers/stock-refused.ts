/** Cancels an order whose goods are not there. */
import type { Sql } from '@atoll/storage'
import { inventory } from '../../../contracts/inventory.ts'
import { cancelOrder } from '../cancel.ts'
import { toReason } from '../domain/reason.ts'
import { implementation } from '../implementation.ts'

export const stockRefused = implementation.on(
  inventory.stockRefused,
  async ({ orderId, reason, sku }, { transaction }) =>
    transaction(async (work) => {
      const product = sku === null ? null : await readName(work.sql, orderId, sku)
      await cancelOrder(work, orderId, toReason(reason, product))
    }),
)

async function readName(sql: Sql, orderId: string, sku: string): Promise<string> {
  const [line] = await sql<{ name: string }>`
    select name from order_line where order_id = ${orderId} and sku = ${sku}`
  return line?.name ?? sku
}
