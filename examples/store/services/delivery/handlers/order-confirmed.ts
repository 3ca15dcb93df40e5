/** Sends the parcel of a confirmed order, once. */
import { delivery } from '../../../contracts/delivery.ts'
import { orders } from '../../../contracts/orders.ts'
import { carrierOf } from '../domain/carrier.ts'
import { implementation } from '../implementation.ts'

export const orderConfirmed = implementation.on(
  orders.orderConfirmed,
  // region reading
  async ({ orderId, customerId, lines }, { transaction, settings }) =>
    transaction(async ({ sql, emit }) => {
      const carrier = carrierOf(lines, settings.parcelPiecesMax)
      // endregion
      const [shipment] = await sql<{ id: string }>`
        insert into shipment (order_id, customer_id, carrier)
        values (${orderId}, ${customerId}, ${carrier})
        on conflict (order_id) do nothing returning id`
      if (shipment === undefined) return
      await sql`
        insert into parcel_line (order_id, sku, quantity)
        select ${orderId}::uuid, sku, quantity
        from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as line (sku text, quantity int)`
      emit(delivery.shipped, { orderId, shipmentId: shipment.id, carrier })
    }),
)
