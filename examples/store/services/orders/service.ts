/** Orders: what customers asked for, and how far it has come. */
import { follow } from './handlers/follow.ts'
import { order } from './handlers/order.ts'
import { ownOrders } from './handlers/orders.ts'
import { paymentCaptured } from './handlers/payment-captured.ts'
import { paymentRefused } from './handlers/payment-refused.ts'
import { place } from './handlers/place.ts'
import { shipped } from './handlers/shipped.ts'
import { stockRefused } from './handlers/stock-refused.ts'
import { stockReserved } from './handlers/stock-reserved.ts'
import { implementation } from './implementation.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  handlers: { place, order, orders: ownOrders, follow },
  on: [stockReserved, stockRefused, paymentCaptured, paymentRefused, shipped],
})
