/** The inventory: how much is there, what is set aside for an order, and what is bought anew. */
import { orderCancelled } from './handlers/order-cancelled.ts'
import { orderPlaced } from './handlers/order-placed.ts'
import { orderSupply } from './handlers/order-supply.ts'
import { shipped } from './handlers/shipped.ts'
import { stockOf } from './handlers/stock-of.ts'
import { stockOfMany } from './handlers/stock-of-many.ts'
import { suppliesOf } from './handlers/supplies-of.ts'
import { implementation } from './implementation.ts'
import { prepare } from './prepare.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  prepare,
  handlers: { stockOf, stockOfMany, orderSupply, suppliesOf },
  on: [orderPlaced, orderCancelled, shipped],
})
