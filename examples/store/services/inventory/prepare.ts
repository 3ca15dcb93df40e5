/** Fills the shelves once. Run before the service is ready; never changes a stock. */
import type { Prepare } from '@atoll/chassis'
import { readPriceList } from '../../supplier/price-list.ts'
import { openingStock } from './domain/opening-stock.ts'

/**
 * Writes the opening stock of everything that the supplier sells, or nothing where there is some already. What is on
 * the shelves is for the inventory to know: it reads the supplier's list itself, as a warehouse counts its own goods,
 * rather than ask the catalogue, which may not be running yet.
 */
export const prepare: Prepare = async ({ sql, transaction }) => {
  const filled = await sql`select from stock limit 1`
  if (filled.length > 0) return
  const offers = await readPriceList()
  const shelves = offers.map(({ id }) => ({ sku: id, pieces: openingStock(id) }))
  await transaction(
    ({ sql }) => sql`
      insert into stock (sku, initial, available)
      select sku, pieces, pieces
      from jsonb_to_recordset(${JSON.stringify(shelves)}::jsonb) as shelf (sku text, pieces int)
      on conflict (sku) do nothing`,
  )
}
