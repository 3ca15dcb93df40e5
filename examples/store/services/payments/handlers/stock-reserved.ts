/** Learns that an order can be had, so that it may be paid. */
import { inventory } from '../../../contracts/inventory.ts'
import { implementation } from '../implementation.ts'
import { settle } from '../settle.ts'

export const stockReserved = implementation.on(
  inventory.stockReserved,
  async ({ orderId }, ground) => settle(ground, orderId, { stockReserved: true }),
)
