/** Says with whom the parcel of an order travels, to its customer. */
import { implementation } from '../implementation.ts'

interface Row {
  readonly orderId: string
  readonly shipmentId: string
  readonly carrier: string
  readonly at: string
}

export const shipmentOf = implementation.handle(
  'shipmentOf',
  async ({ orderId }, { sql, caller, fault }) => {
    const [shipment] = await sql<Row>`
      select order_id as "orderId", id as "shipmentId", carrier, at
      from shipment where order_id = ${orderId} and customer_id = ${caller.subject}`
    return shipment ?? fault('unknownShipment', { orderId })
  },
)
