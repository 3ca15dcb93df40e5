/** Says how much of one product can be had. */
import { implementation } from '../implementation.ts'

export const stockOf = implementation.handle('stockOf', async ({ sku }, { sql, fault }) => {
  const [stock] = await sql<{ sku: string; available: number }>`
    select sku, available from stock where sku = ${sku}`
  return stock ?? fault('unknownProduct', { sku })
})
