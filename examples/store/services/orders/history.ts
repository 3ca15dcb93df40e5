/** How an order moves on, and what is told of it. All that happens to an order after its placing goes through here. */
import { Fault } from '@atoll/pipeline'
import type { Sql } from '@atoll/storage'
import type { Status } from '../../contracts/orders.ts'
import { pathTo } from './domain/status.ts'

/** One thing that happened to an order, as its contract says it. */
export interface HistoryEntry {
  readonly n: number
  readonly status: Status
  readonly at: string
  readonly reason?: string
}

/** Reads all that happened to an order, at most a handful of rows. */
export async function readHistory(sql: Sql, orderId: string): Promise<HistoryEntry[]> {
  const rows = await sql<Omit<HistoryEntry, 'reason'> & { reason: string | null }>`
    select n, status, at, reason from order_history where order_id = ${orderId} order by n`
  return rows.map(({ reason, ...entry }) => (reason === null ? entry : { ...entry, reason }))
}

/** Where an order shall go; reason: why, where it is cancelled. */
export interface Move {
  readonly orderId: string
  readonly to: Status
  readonly reason?: string
}

/** An order that has moved. Shape: n: the number of its last history row */
export interface Moved {
  readonly n: number
  readonly customerId: string
}

/**
 * Moves an order on, one history row for each status that it passes; null where it cannot go there (any more).
 *  Faults   not_found — no such order here, so whoever spoke of it must be wrong
 */
export async function moveOrder(sql: Sql, { orderId, to, reason }: Move): Promise<Moved | null> {
  const [order] = await sql<Moved & { status: Status }>`
    select status, n, customer_id as "customerId" from orders where id = ${orderId} for update`
  if (order === undefined) throw unknownHere(orderId)
  const path = pathTo(order.status, to)
  if (path.length === 0) return null
  const n = order.n + path.length
  await sql`update orders set status = ${to}, n = ${n} where id = ${orderId}`
  await sql`
    insert into order_history (order_id, n, status, reason)
    select ${orderId}::uuid, ${order.n}::int + place, status,
      case when status = 'cancelled' then ${reason ?? null}::text end
    from unnest(${path}::text[]) with ordinality as step (status, place)
    order by place`
  return { n, customerId: order.customerId }
}

function unknownHere(orderId: string): Fault {
  return new Fault({
    kind: 'not_found',
    code: 'order_missing',
    message: `Order ${orderId} is not in this database: was it restored from an older copy?`,
  })
}
