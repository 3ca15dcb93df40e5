/** Fills the catalogue from the supplier's price list, once. Run before the service is ready; never changes a product. */
import type { Prepare } from '@atoll/chassis'
import { readPriceList } from '../../supplier/price-list.ts'

/** Writes all products in one transaction, or nothing where there are some already. */
export const prepare: Prepare = async ({ sql, transaction }) => {
  const filled = await sql`select from product limit 1`
  if (filled.length > 0) return
  const offers = JSON.stringify(await readPriceList())
  await transaction(
    // Two instances may start at once: the second waits for the first, row by row, and writes nothing.
    ({ sql }) => sql`
      insert into product (sku, name, category, sub_category, price)
      select id, name, category, "subCategory", price
      from jsonb_to_recordset(${offers}::jsonb)
        as offer (id text, name text, category text, "subCategory" text, price bigint)
      on conflict (sku) do nothing`,
  )
}
