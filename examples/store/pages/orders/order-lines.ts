/** What was ordered. Owner: orders. */
import { type Html, html } from '@atoll/pages'
import { toPrice } from '../shell/money.ts'
import type { Order } from './order.ts'

/** Shows the lines of an order with their prices at the time of the order. */
export function orderLines({ lines, total }: Order): Html {
  return html`<section class="panel" aria-labelledby="ordered-title">
  <h2 id="ordered-title">What you ordered</h2>
  <table class="order-lines">
    <thead><tr><th scope="col">Product</th><th scope="col" class="number">Price</th></tr></thead>
    <tbody>${lines.map(
      (
        line,
      ) => html`<tr><th scope="row">${line.quantity} × <a href="/products/${line.sku}">${line.name}</a></th>
      <td class="number">${toPrice({ ...line.price, amount: line.price.amount * line.quantity })}</td></tr>`,
    )}</tbody>
    <tfoot><tr><th scope="row">Total</th><td class="number">${toPrice(total)}</td></tr></tfoot>
  </table>
</section>`
}
