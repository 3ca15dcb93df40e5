/** All orders of the signed-in customer, at `/orders`. */
import { type Html, html, url } from '@atoll/pages'
import type { OrderRow } from './orders/order.ts'
import { orderList } from './orders/order-list.ts'
import { frame, type Visitor } from './shell/frame.ts'
import { notice } from './shell/notice.ts'
import { pagination } from './shell/pagination.ts'

/** What the page shows.
 *  Shape    after: where this part of the list begins, null for its first; next: where the next one does */
export interface HistoryView {
  readonly visitor: Visitor
  readonly items: readonly OrderRow[]
  readonly after: string | null
  readonly next: string | null
}

/** Makes the page of a customer's orders. */
export function historyPage({ visitor, items, after, next }: HistoryView): Html {
  const title = 'Your orders'
  if (items.length === 0 && after === null) {
    const none = notice(1, {
      title: 'No orders yet',
      text: 'When you order something, you can follow it here.',
      links: [{ name: 'Look around', address: '/' }],
    })
    return frame({ title, visitor, main: none })
  }
  return frame({
    title,
    visitor,
    main: html`<header class="page-title"><h1>${title}</h1></header>
${orderList(items)}
${pagination({
  first: after === null ? null : '/orders',
  next: next && url('/orders', { after: next }),
  what: 'orders',
})}`,
  })
}
