/** Whether an order is paid. Owner: payments. */
import { type Html, html } from '@atoll/pages'
import { type Money, toPrice } from '../shell/money.ts'

/** Shows the state of the payment; the order's status on the page chooses which sentence is seen. */
export function paymentState(total: Money): Html {
  return html`<section class="panel" aria-labelledby="payment-title">
  <h2 id="payment-title">Payment</h2>
  <p data-when="placed reserved">${toPrice(total)} will be taken once everything is set aside.</p>
  <p data-when="paid confirmed shipped"><b>${toPrice(total)} was taken.</b> Thank you.</p>
  <p data-when="cancelled">You owe nothing for this order.</p>
</section>`
}
