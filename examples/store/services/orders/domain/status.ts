/** The statuses of an order and the ways between them. */
import type { Status } from '../../../contracts/orders.ts'

/** The way of an order that comes to a good end. */
const way: readonly Status[] = ['placed', 'reserved', 'paid', 'confirmed', 'shipped']
/** Until it is paid, an order can still be cancelled. */
const cancellable: readonly Status[] = ['placed', 'reserved']
const final: readonly Status[] = ['shipped', 'cancelled']

/** Whether nothing more happens to an order. */
export function isFinal(status: Status): boolean {
  return final.includes(status)
}

/**
 * The statuses that an order passes on its way, the last one included; none where it cannot go there.
 *
 * News of different services overtake each other: that a payment was taken may be heard before the news that the stock
 * was reserved, without which it would not have been taken. So statuses on the way are passed, not waited for, and
 * news of a status that has been passed changes nothing.
 */
export function pathTo(from: Status, to: Status): readonly Status[] {
  if (to === 'cancelled') return cancellable.includes(from) ? ['cancelled'] : []
  if (isFinal(from)) return []
  return way.slice(way.indexOf(from) + 1, way.indexOf(to) + 1)
}
