/** Places an order: asks the catalogue for the price, writes the order down, and tells of it. */
import { isFault } from '@atoll/pipeline'
import { orders } from '../../../contracts/orders.ts'
import { totalOf } from '../domain/total.ts'
import { implementation } from '../implementation.ts'

export const place = implementation.handle(
  'place',
  async ({ orderId, sku, pieces }, { call, caller, transaction, fault }) => {
    const product = await call.catalog.product({ sku })
    if (isFault(product)) return fault('unknownProduct', { sku })
    const total = totalOf(product.price, pieces)
    return transaction(async ({ sql, emit }) => {
      await sql`
        insert into orders (id, customer_id, sku, pieces, total)
        values (${orderId}, ${caller.subject}, ${sku}, ${pieces}, ${total})`
      emit(orders.orderPlaced, { orderId, sku, pieces })
      return { orderId }
    })
  },
)
