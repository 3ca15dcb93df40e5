/** Shows one order to its customer. */
import type { Sql } from '@atoll/storage'
import { toMoney } from '../../../contracts/money.ts'
import type { Status } from '../../../contracts/orders.ts'
import type { PricedLine } from '../domain/lines.ts'
import { readHistory } from '../history.ts'
import { implementation } from '../implementation.ts'

export const order = implementation.handle('order', async ({ orderId }, { sql, caller, fault }) => {
  const [found] = await sql<{ id: string; total: number }>`
    select id, total from orders where id = ${orderId} and customer_id = ${caller.subject}`
  if (found === undefined) return fault('unknownOrder', { orderId })
  const history = await readHistory(sql, orderId)
  return {
    id: found.id,
    status: statusOf(history),
    history,
    total: toMoney(found.total),
    lines: await readLines(sql, orderId),
  }
})

/** Taken from the history that is shown with it, so that the two always agree. */
function statusOf(history: readonly { readonly status: Status }[]): Status {
  return history.at(-1)?.status ?? 'placed'
}

async function readLines(sql: Sql, orderId: string) {
  const lines = await sql<PricedLine>`
    select sku, name, quantity, price from order_line where order_id = ${orderId} order by place`
  return lines.map((line) => ({ ...line, price: toMoney(line.price) }))
}
