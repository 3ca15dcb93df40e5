/** Puts back what was set aside for an order that will not be. */
import { inventory } from '../../../contracts/inventory.ts'
import { orders } from '../../../contracts/orders.ts'
import { implementation } from '../implementation.ts'
import { endHold } from '../reservation.ts'

export const orderCancelled = implementation.on(
  orders.orderCancelled,
  async ({ orderId }, { transaction }) =>
    transaction(async ({ sql, emit }) => {
      // Where the order has not even arrived, this row is the tombstone on which its reservation will stumble.
      const [tombstone] = await sql`
        insert into reservation (order_id, status, reason)
        values (${orderId}, 'released', 'order_cancelled')
        on conflict (order_id) do nothing returning 1`
      if (tombstone !== undefined) return
      const status = await endHold(sql, orderId, 'released')
      if (status === 'held') emit(inventory.stockReleased, { orderId })
    }),
)
