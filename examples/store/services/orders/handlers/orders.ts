/** Lists the caller's own orders, newest first, page by page. */
import { toMoney } from '../../../contracts/money.ts'
import type { Status } from '../../../contracts/orders.ts'
import { implementation } from '../implementation.ts'

interface Row {
  readonly id: string
  readonly status: Status
  readonly placedAt: string
  readonly total: number
}

export const ownOrders = implementation.handle('orders', async (input, { sql, caller }) => {
  const after = input.after ?? null
  // One more than asked for tells whether there is a next page.
  const rows = await sql<Row>`
    select id, status, placed_at as "placedAt", total
    from orders
    where customer_id = ${caller.subject}
      and (${after}::uuid is null or (placed_at, id) < (
        select placed_at, id from orders where id = ${after} and customer_id = ${caller.subject}))
    order by placed_at desc, id desc
    limit ${input.limit + 1}`
  const items = rows.slice(0, input.limit)
  const next = rows.length > input.limit ? (items.at(-1)?.id ?? null) : null
  return { items: items.map((row) => ({ ...row, total: toMoney(row.total) })), next }
})
