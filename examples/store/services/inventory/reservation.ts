/** How a reservation ends. The consumers of cancelled and of shipped orders share it. */
import type { Sql } from '@atoll/storage'

type Status = 'held' | 'refused' | 'released' | 'shipped'

/**
 * Ends what is held for an order and moves its pieces back or out; leaves a reservation that is not held as it is.
 *  Shape    → the status before, null for an order that was never heard of
 */
export async function endHold(
  sql: Sql,
  orderId: string,
  to: 'released' | 'shipped',
): Promise<Status | null> {
  const [reservation] = await sql<{ status: Status }>`
    select status from reservation where order_id = ${orderId} for update`
  if (reservation?.status !== 'held') return reservation?.status ?? null
  await sql`
    update reservation set status = ${to}, changed_at = clock_timestamp()
    where order_id = ${orderId}`
  // Locked in one order for all, as by whoever reserves.
  await sql`
    select from stock join reservation_line using (sku)
    where order_id = ${orderId} order by sku for update of stock`
  await sql`
    update stock set
      held = held - quantity,
      available = available + case when ${to} = 'released' then quantity else 0 end,
      shipped = shipped + case when ${to} = 'shipped' then quantity else 0 end
    from reservation_line as line where line.order_id = ${orderId} and line.sku = stock.sku`
  return 'held'
}
