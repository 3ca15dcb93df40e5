/** The basket in the header. Owner: orders. */
import { type Html, html } from '@atoll/pages'
import { basketIcon } from '../shell/icon.ts'

/** Shows the way to the basket and how many pieces are in it. */
export function basketBadge(count: number): Html {
  const pieces = count === 1 ? '1 item' : `${count} items`
  return html`<a class="header-link basket-badge" href="/basket">${basketIcon}<span>Basket</span>
  ${count > 0 && html`<span class="badge"><span aria-hidden="true">${count}</span><span class="visually-hidden">(${pieces})</span></span>`}</a>`
}
