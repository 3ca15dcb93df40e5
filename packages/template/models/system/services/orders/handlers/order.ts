/** Shows an order to whoever placed it; somebody else's is unknown too. */
import { implementation } from '../implementation.ts'

interface Row {
  readonly orderId: string
  readonly sku: string
  readonly pieces: number
  readonly total: number
}

export const order = implementation.handle('order', async ({ orderId }, { sql, caller, fault }) => {
  const [row] = await sql<Row>`
    select id as "orderId", sku, pieces, total from orders
    where id = ${orderId} and customer_id = ${caller.subject}`
  return row ?? fault('unknownOrder', { orderId })
})
