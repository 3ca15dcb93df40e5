/** Confirms an order that is paid. */
import type { Sql } from '@atoll/storage'
import { orders } from '../../../contracts/orders.ts'
import { payments } from '../../../contracts/payments.ts'
import type { Line } from '../domain/lines.ts'
import { moveOrder } from '../history.ts'
import { implementation } from '../implementation.ts'

/**
 * An order that was cancelled meanwhile stays cancelled, and payments has the news of it: whichever of capture and
 * cancellation comes second there is undone or refused, so nothing is left to do here.
 */
export const paymentCaptured = implementation.on(
  payments.paymentCaptured,
  async ({ orderId }, { transaction }) =>
    transaction(async ({ sql, emit }) => {
      const moved = await moveOrder(sql, { orderId, to: 'confirmed' })
      if (moved === null) return
      emit(orders.orderConfirmed, { orderId, ...moved, lines: await readLines(sql, orderId) })
    }),
)

function readLines(sql: Sql, orderId: string): Promise<Line[]> {
  return sql<Line>`select sku, quantity from order_line where order_id = ${orderId} order by place`
}
