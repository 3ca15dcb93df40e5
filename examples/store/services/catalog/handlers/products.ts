/** Lists products by name, page by page. */
import { implementation } from '../implementation.ts'
import { type ProductRow, toProduct } from '../product-row.ts'

export const products = implementation.handle('products', async (input, { sql }) => {
  const query = input.query?.trim() || null
  const category = input.category || null
  const after = input.after ?? null
  // One more than asked for tells whether there is a next page.
  const rows = await sql<ProductRow>`
    select sku, name, category, sub_category as "subCategory", price
    from product
    where (${query}::text is null or words @@ search_for(${query}))
      and (${category}::text is null or ${category} in (category, sub_category))
      and (${after}::text is null
        or (name, sku) > (select name, sku from product where sku = ${after}))
    order by name, sku
    limit ${input.limit + 1}`
  const items = rows.slice(0, input.limit)
  const next = rows.length > input.limit ? (items.at(-1)?.sku ?? null) : null
  return { items: items.map(toProduct), next }
})
