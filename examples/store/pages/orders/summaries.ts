/** What a basket costs, beside the basket and beside the checkout. Owner: orders. */
import { type Html, html } from '@atoll/pages'
import { toPrice } from '../shell/money.ts'
import { type Basket, toLinePrice } from './basket.ts'

/** Shows the total of a basket and the way to the checkout. */
export function basketSummary({ lines, total }: Basket): Html {
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0)
  return html`<section class="panel summary" aria-labelledby="summary-title">
  <h2 id="summary-title">Total</h2>
  <dl><div><dt>${pieces === 1 ? '1 item' : `${pieces} items`}</dt><dd>${toPrice(total)}</dd></div>
  <div><dt>Delivery</dt><dd>Free</dd></div>
  <div class="summary-total"><dt>To pay</dt><dd>${toPrice(total)}</dd></div></dl>
  <a class="button wide" href="/checkout">Go to checkout</a>
  <p><a href="/">Go on shopping</a></p>
</section>`
}

/** Shows what is about to be ordered, and the button that orders it; stands inside the checkout's form. */
export function orderSummary({ lines, total }: Basket): Html {
  return html`<section class="panel summary" aria-labelledby="summary-title">
  <h2 id="summary-title">Your order</h2>
  <ul class="summary-lines">${lines.map(
    (line) => html`<li><span>${line.quantity} × ${line.product.name}</span>
    <span>${toPrice(toLinePrice(line))}</span></li>`,
  )}</ul>
  <dl><div><dt>Delivery</dt><dd>Free</dd></div>
  <div class="summary-total"><dt>To pay</dt><dd>${toPrice(total)}</dd></div></dl>
  <button class="button wide" type="submit">Place order</button>
  <p class="hint">If anything is missing or the payment is refused, the order is cancelled and you owe nothing.</p>
</section>`
}
