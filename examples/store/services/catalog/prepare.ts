/** Fills the catalogue once. Run before the service is ready; never changes a product. */
import type { Prepare } from '@atoll/chassis'
import type { storeSettings } from '../../data/settings.ts'
import { fillOnce } from '../../data/starting-data.ts'

/** Writes all products of the data that the store is started on. */
export const prepare: Prepare<typeof storeSettings> = (ground) =>
  fillOnce(ground, async (data) => {
    const offers = JSON.stringify(await data.offers())
    return (sql) => sql`
      insert into product (sku, name, category, sub_category, price)
      select id, name, category, "subCategory", price
      from jsonb_to_recordset(${offers}::jsonb)
        as offer (id text, name text, category text, "subCategory" text, price bigint)`
  })
