/** Fills the shelves once. Run before the service is ready; never changes a stock. */
import type { Prepare } from '@atoll/chassis'
import type { storeSettings } from '../../data/settings.ts'
import { fillOnce } from '../../data/starting-data.ts'
import { openingStock } from './domain/opening-stock.ts'

/**
 * Writes the opening stock of everything that is sold. What is on the shelves is for the inventory to know: it reads
 * the data itself, as a warehouse counts its own goods, rather than ask the catalogue, which may not be running yet.
 */
export const prepare: Prepare<typeof storeSettings> = (ground) =>
  fillOnce(ground, async (data) => {
    const offers = await data.offers()
    const shelves = offers.map(({ id, stock }) => ({ sku: id, pieces: stock ?? openingStock(id) }))
    return (sql) => sql`
      insert into stock (sku, initial, available)
      select sku, pieces, pieces
      from jsonb_to_recordset(${JSON.stringify(shelves)}::jsonb) as shelf (sku text, pieces int)`
  })
