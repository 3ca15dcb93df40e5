/** The last look before an order, at `/checkout`. */
import { type Html, html } from '@atoll/pages'
import type { Customer } from './customers/account-links.ts'
import { buyer } from './customers/buyer.ts'
import { deliveryPromise } from './delivery/promise.ts'
import type { Basket } from './orders/basket.ts'
import { orderSummary } from './orders/summaries.ts'
import { cardChoice } from './payments/card-choice.ts'
import { breadcrumb } from './shell/breadcrumb.ts'
import { frame } from './shell/frame.ts'
import { alert } from './shell/notice.ts'

/** What the page shows.
 *  Shape    basket: at least one line; idempotencyKey: a new one each time the page is shown, so that sending the
 *           same page twice orders once; problem: why the last attempt failed */
export interface CheckoutView {
  readonly customer: Customer
  readonly basketCount: number
  readonly basket: Basket
  readonly idempotencyKey: string
  readonly problem: string | null
}

/** Makes the page of the checkout. */
export function checkoutPage(view: CheckoutView): Html {
  const { customer, basketCount, basket, idempotencyKey, problem } = view
  return frame({
    title: 'Checkout',
    visitor: { customer, basketCount },
    main: html`
${breadcrumb([{ name: 'Basket', address: '/basket' }])}
<header class="page-title"><h1>Checkout</h1></header>
${alert(problem)}
<form method="post" action="/checkout" data-once>
  <input type="hidden" name="idempotencyKey" value="${idempotencyKey}">
  <div class="columns">
    <div class="stack">${buyer(customer)}${cardChoice()}${deliveryPromise()}</div>
    ${orderSummary(basket)}
  </div>
</form>`,
  })
}
