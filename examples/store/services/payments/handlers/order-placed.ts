/** Learns what an order costs and with which card it is paid. */
import { orders } from '../../../contracts/orders.ts'
import { implementation } from '../implementation.ts'
import { settle } from '../settle.ts'

export const orderPlaced = implementation.on(
  orders.orderPlaced,
  async ({ orderId, customerId, total, cardReference }, ground) =>
    settle(ground, orderId, { customerId, amount: total.amount, cardReference }),
)
