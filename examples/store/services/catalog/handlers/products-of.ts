/** Shows several products at once, such as those of a basket. */
import { implementation } from '../implementation.ts'
import { type ProductRow, toProduct } from '../product-row.ts'

export const productsOf = implementation.handle('productsOf', async ({ skus }, { sql }) => {
  const rows = await sql<ProductRow>`
    select sku, name, category, sub_category as "subCategory", price
    from product where sku = any(${skus}::text[])`
  return { items: rows.map(toProduct) }
})
