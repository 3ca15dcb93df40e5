/** Says what products cost, for whoever sells them. */
import { toMoney } from '../../../contracts/money.ts'
import { implementation } from '../implementation.ts'
import type { ProductRow } from '../product-row.ts'

export const priceOf = implementation.handle('priceOf', async ({ skus }, { sql, fault }) => {
  const rows = await sql<Pick<ProductRow, 'sku' | 'name' | 'price'>>`
    select sku, name, price from product where sku = any(${skus}::text[])`
  const sold = new Set(rows.map(({ sku }) => sku))
  const unknown = skus.find((sku) => !sold.has(sku))
  if (unknown !== undefined) return fault('unknownProduct', { sku: unknown })
  return { prices: rows.map((row) => ({ ...row, price: toMoney(row.price) })) }
})
