/** Buys pieces of a supplier: asks what they cost, orders them, and keeps what was promised. */
import { isFault } from '@atoll/pipeline'
import { toMoney } from '../../../contracts/money.ts'
import { implementation } from '../implementation.ts'

export const orderSupply = implementation.handle(
  'orderSupply',
  async ({ supplyId, sku, pieces }, { call, sql, transaction, fault }) => {
    const [known] = await sql`select 1 from stock where sku = ${sku}`
    if (known === undefined) return fault('unknownProduct', { sku })
    const offer = await call.supplier.offer({ sku })
    if (isFault(offer)) return fault('unknownProduct', { sku })
    const { most, amount } = offer
    if (pieces > most) return fault('notSoMany', { most })
    const supply = await call.supplier.order({ sku, pieces }, { idempotencyKey: supplyId })
    if (isFault(supply)) {
      return supply.code === 'unprocessable'
        ? fault('notSoMany', supply.details)
        : fault('unknownProduct', { sku })
    }
    const { supplier, reference, arrivesOn } = supply
    const cents = amount * pieces
    return transaction(async ({ sql: write }) => {
      await write`
        insert into supply (supply_id, sku, pieces, cents, supplier, reference, arrives_on)
        values (${supplyId}, ${sku}, ${pieces}, ${cents}, ${supplier}, ${reference}, ${arrivesOn})
        on conflict (supply_id) do nothing`
      return { supplyId, sku, pieces, price: toMoney(cents), supplier, reference, arrivesOn }
    })
  },
)
