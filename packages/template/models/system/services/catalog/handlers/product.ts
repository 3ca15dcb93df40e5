/** Shows one product. */
import { implementation } from '../implementation.ts'
import type { ProductRow } from '../product-row.ts'

export const product = implementation.handle('product', async ({ sku }, { sql, fault }) => {
  const [row] = await sql<ProductRow>`
    select sku, name, price, sold from product where sku = ${sku}`
  return row ?? fault('unknownProduct', { sku })
})
