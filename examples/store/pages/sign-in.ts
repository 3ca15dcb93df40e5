/** Signing in, at `/sign-in`. */
import { type Html, html } from '@atoll/pages'
import { demoCustomers, type SignInView, signInForm } from './customers/sign-in-form.ts'
import { frame } from './shell/frame.ts'

/** What the page shows. */
export type SignInPageView = SignInView & { readonly basketCount: number }

/** Makes the page to sign in. */
export function signInPage(view: SignInPageView): Html {
  return frame({
    title: 'Sign in',
    visitor: { customer: null, basketCount: view.basketCount },
    main: html`<div class="narrow">
<header class="page-title"><h1>Sign in</h1></header>
<div class="stack">${signInForm(view)}${demoCustomers(view)}</div>
</div>`,
  })
}
