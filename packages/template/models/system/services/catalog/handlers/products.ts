/** Lists products by name, at most fifty at a time. */
import { implementation } from '../implementation.ts'
import type { ProductRow } from '../product-row.ts'

export const products = implementation.handle('products', async (input, { sql }) => {
  const after = input.after ?? null
  const items = await sql<ProductRow>`
    select sku, name, price, sold from product
    where ${after}::text is null
      or (name, sku) > (select name, sku from product where sku = ${after})
    order by name, sku limit 50`
  return { items }
})
