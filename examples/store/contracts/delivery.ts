/** What may be said to delivery: where is the parcel of an order. */
import { contract, event, notFound, query, scope } from '@atoll/contract'
import { z } from 'zod'
import { OrderId } from './ids.ts'

const Shipment = z.object({
  orderId: OrderId,
  shipmentId: z.uuid(),
  carrier: z.string().min(1).max(60),
})

/** Delivery. */
export const delivery = contract(
  'delivery',
  1,
  {
    shipmentOf: query({
      input: z.object({ orderId: OrderId }),
      output: Shipment.extend({ at: z.iso.datetime() }),
      faults: { unknownShipment: notFound(z.object({ orderId: OrderId })) },
      allow: scope('orders:read'),
      http: 'GET /shipments/{orderId}',
    }),
    shipped: event({ data: Shipment, key: 'orderId', says: 'parcel shipped' }),
  },
  { correlate: ['orderId'] },
)
