/** Whom the order is for, at the checkout. Owner: customers. */
import { type Html, html } from '@atoll/pages'
import type { Customer } from './account-links.ts'

/** Shows the customer who is about to order. */
export function buyer(customer: Customer): Html {
  return html`<section class="panel" aria-labelledby="buyer-title">
  <h2 id="buyer-title">Ordered by</h2>
  <p><b>${customer.name}</b><br>${customer.email}</p>
</section>`
}
