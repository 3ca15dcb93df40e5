/** Who is signed in, in the header. Owner: customers. */
import { type Html, html } from '@atoll/pages'

/** The signed-in customer. */
export interface Customer {
  readonly name: string
  readonly email: string
}

/** Shows the way to sign in, or the customer's orders and the way out. */
export function accountLinks(customer: Customer | null): Html {
  if (customer === null) return html`<a class="header-link" href="/sign-in">Sign in</a>`
  return html`<span class="account-name">Hello, ${customer.name}</span>
<a class="header-link" href="/orders">Orders</a>
<form method="post" action="/sign-out"><button class="header-link" type="submit">Sign out</button></form>`
}
