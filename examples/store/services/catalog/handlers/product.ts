/** Shows one product. */
import { implementation } from '../implementation.ts'
import { type ProductRow, toProduct } from '../product-row.ts'

export const product = implementation.handle('product', async ({ sku }, { sql, fault }) => {
  const [row] = await sql<ProductRow>`
    select sku, name, category, sub_category as "subCategory", price from product where sku = ${sku}`
  return row === undefined ? fault('unknownProduct', { sku }) : toProduct(row)
})
