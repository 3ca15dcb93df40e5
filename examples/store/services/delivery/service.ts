/** Delivery: sends one parcel for each confirmed order. */
import { orderConfirmed } from './handlers/order-confirmed.ts'
import { shipmentOf } from './handlers/shipment-of.ts'
import { implementation } from './implementation.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  handlers: { shipmentOf },
  on: [orderConfirmed],
})
