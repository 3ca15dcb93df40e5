/** How an order comes to a bad end. The consumers of refused stock and refused payments share it. */
import type { Work } from '@atoll/chassis'
import { orders } from '../../contracts/orders.ts'
import { moveOrder } from './history.ts'

/** Cancels an order that can still be cancelled, and says so. */
export async function cancelOrder(
  { sql, emit }: Work<'orders'>,
  orderId: string,
  reason: string,
): Promise<void> {
  const moved = await moveOrder(sql, { orderId, to: 'cancelled', reason })
  if (moved !== null) emit(orders.orderCancelled, { orderId, reason, n: moved.n })
}
