/** Says what was bought of one product. */
import { toMoney } from '../../../contracts/money.ts'
import { implementation } from '../implementation.ts'

interface Row {
  readonly id: string
  readonly pieces: number
  readonly cents: number
  readonly supplier: string
  readonly reference: string
  readonly arrives: string
}

export const suppliesOf = implementation.handle('suppliesOf', async ({ sku }, { sql }) => {
  const rows = await sql<Row>`
    select supply_id as id, pieces, cents, supplier, reference, arrives_on::text as arrives
    from supply where sku = ${sku} order by ordered_at desc limit 100`
  const items = rows.map(({ id, cents, arrives, ...supply }) => ({
    ...supply,
    supplyId: id,
    sku,
    price: toMoney(cents),
    arrivesOn: arrives,
  }))
  return { items }
})
