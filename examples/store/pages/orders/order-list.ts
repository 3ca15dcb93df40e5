/** The orders of a customer. Owner: orders. */
import { type Html, html } from '@atoll/pages'
import { toPrice } from '../shell/money.ts'
import { time } from '../shell/time.ts'
import { type OrderRow, type Status, statusTexts } from './order.ts'

/** Shows orders, newest first, each with the way to its page. */
export function orderList(items: readonly OrderRow[]): Html {
  return html`<ul class="order-list">${items.map(
    (order) => html`<li class="panel order-row">
    <h2><a href="/orders/${order.id}">Order of ${time(order.placedAt)}</a></h2>
    <p class="hint"><code>${order.id}</code></p>
    <p class="order-row-status">${statusTag(order.status)}</p>
    <p class="price">${toPrice(order.total)}</p>
  </li>`,
  )}</ul>`
}

/** Shows a status as a small label. */
function statusTag(status: Status): Html {
  return html`<span class="tag tag-${status}">${statusTexts[status].name}</span>`
}
