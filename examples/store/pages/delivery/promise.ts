/** What delivery says before the order and while it runs. Owner: delivery. */
import { type Html, html } from '@atoll/pages'

/** Shows how delivery works, on product and checkout pages. */
export function deliveryPromise(): Html {
  return html`<section class="panel quiet-panel" aria-labelledby="delivery-title">
  <h2 id="delivery-title">Delivery</h2>
  <p>Leaves our warehouse as soon as the payment is taken. You can watch every step on the order’s page.</p>
</section>`
}

/** Shows where the parcel is; the order's status on the page chooses which sentence is seen. */
export function parcel(): Html {
  return html`<section class="panel" aria-labelledby="parcel-title">
  <h2 id="parcel-title">Delivery</h2>
  <p data-when="placed reserved paid confirmed">The parcel leaves our warehouse once the order is confirmed.</p>
  <p data-when="shipped"><b>The parcel is on its way to you.</b></p>
  <p data-when="cancelled">Nothing will be sent. What was set aside is back on the shelf.</p>
</section>`
}
