/** How every list of the store is read: page by page, each after the last item of the page before. */
import { type ZodType, z } from 'zod'

const limitDefault = 24
const limitMax = 100

/** How many items a page has at most. */
export const Limit = z.int().min(1).max(limitMax).default(limitDefault)

/**
 * A page of a list.
 *  Shape    next: what to send as `after` for the next page; null on the last
 */
export function pageOf<Item extends ZodType, Next extends ZodType>(item: Item, next: Next) {
  return z.object({ items: z.array(item).max(limitMax), next: next.nullable() })
}
