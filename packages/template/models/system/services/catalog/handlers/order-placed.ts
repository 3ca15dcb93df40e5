/** Counts what an order bought. An event that comes twice is counted once: the platform remembers it in the same transaction. */
import { orders } from '../../../contracts/orders.ts'
import { implementation } from '../implementation.ts'

export const orderPlaced = implementation.on(
  orders.orderPlaced,
  async ({ sku, pieces }, { transaction }) =>
    transaction(({ sql }) => sql`update product set sold = sold + ${pieces} where sku = ${sku}`),
)
