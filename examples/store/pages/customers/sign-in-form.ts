/** Signing in, with demo customers to choose from. Owner: customers. */
import { attributes, type Html, html } from '@atoll/pages'
import type { Customer } from './account-links.ts'

/** What the form shows.
 *  Shape    problem: why the last attempt failed; returnTo: the local address to go to afterwards */
export interface SignInView {
  readonly demoCustomers: readonly Customer[]
  readonly email: string
  readonly problem: string | null
  readonly returnTo: string | null
}

/** Shows the form for an email address. */
export function signInForm({ email, problem, returnTo }: SignInView): Html {
  const field = attributes({
    value: email,
    'aria-invalid': problem === null ? null : 'true',
    'aria-describedby': problem === null ? null : 'email-problem',
  })
  return html`<form class="panel stack" method="post" action="/sign-in" data-once>
  <div class="field">
    <label for="email">Email address</label>
    <input id="email" name="email" type="email" autocomplete="email" required maxlength="254" ${field}>
    ${problem !== null && html`<p class="field-problem" id="email-problem">${problem}</p>`}
  </div>
  ${returnField(returnTo)}
  <button class="button" type="submit">Sign in</button>
</form>`
}

/** Shows the demo customers, each a button that signs in at once. */
export function demoCustomers({ demoCustomers: customers, returnTo }: SignInView): Html | null {
  if (customers.length === 0) return null
  return html`<section class="panel" aria-labelledby="demo-title">
  <h2 id="demo-title">Or be one of these</h2>
  <p class="hint">This is a demonstration: no password is asked for.</p>
  <ul class="people">${customers.map(
    (customer) => html`<li><form method="post" action="/sign-in">
    <input type="hidden" name="email" value="${customer.email}">${returnField(returnTo)}
    <button class="person" type="submit"><span class="person-mark" aria-hidden="true">${initials(customer.name)}</span>
      <span><b>${customer.name}</b> <small>${customer.email}</small></span></button>
  </form></li>`,
  )}</ul>
</section>`
}

function returnField(returnTo: string | null): Html | null {
  return returnTo === null ? null : html`<input type="hidden" name="returnTo" value="${returnTo}">`
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2)
}
