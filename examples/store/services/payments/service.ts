/** Payments: takes the money of an order once its stock is reserved, and gives it back where the order ends. */
import { keepCard } from './handlers/keep-card.ts'
import { orderCancelled } from './handlers/order-cancelled.ts'
import { orderPlaced } from './handlers/order-placed.ts'
import { stockReserved } from './handlers/stock-reserved.ts'
import { implementation } from './implementation.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  handlers: { keepCard },
  on: [orderPlaced, stockReserved, orderCancelled],
})
