/** One order and how far it has come, at `/orders/{id}`. */
import { type Html, html } from '@atoll/pages'
import { asset } from './assets.ts'
import { parcel } from './delivery/promise.ts'
import { isFinal, type Order } from './orders/order.ts'
import { orderLines } from './orders/order-lines.ts'
import { progress } from './orders/progress.ts'
import { paymentState } from './payments/payment-state.ts'
import { breadcrumb } from './shell/breadcrumb.ts'
import { frame, type Visitor } from './shell/frame.ts'

/** What the page shows. */
export interface TrackingView {
  readonly visitor: Visitor
  readonly order: Order
}

/** Makes the page of an order; it follows the order live until that has come to its end. */
export function trackingPage({ visitor, order }: TrackingView): Html {
  return frame({
    title: 'Your order',
    visitor,
    head: isFinal(order.status) ? html`` : liveHead(),
    main: html`
${breadcrumb([{ name: 'Your orders', address: '/orders' }])}
<article data-status="${order.status}">
  <header class="page-title"><h1>Your order</h1><p class="hint">Number <code>${order.id}</code></p></header>
  <div class="columns">
    <div class="stack">${progress(order)}${orderLines(order)}</div>
    <div class="stack">${paymentState(order.total)}${parcel()}</div>
  </div>
</article>`,
  })
}

function liveHead(): Html {
  return html`<script type="module" src="${asset('track-order.js')}"></script>
<noscript><meta http-equiv="refresh" content="5"></noscript>`
}
