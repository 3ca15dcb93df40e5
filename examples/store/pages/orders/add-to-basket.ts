/** The ways into the basket. Owner: orders. */
import { type Html, html } from '@atoll/pages'
import type { Product } from '../catalog/product.ts'
import { quantityMax } from './basket.ts'

/** Shows a button that puts one piece into the basket, for lists. */
export function addOne({ sku, name }: Product): Html {
  return html`<form method="post" action="/basket">
  <input type="hidden" name="action" value="add"><input type="hidden" name="sku" value="${sku}">
  <input type="hidden" name="quantity" value="1">
  <button class="button small" type="submit">Add<span class="visually-hidden"> ${name} to the basket</span></button>
</form>`
}

/** Shows the form that puts some pieces into the basket; nothing while there are none to be had. */
export function addSome({ sku }: Product, isAvailable: boolean): Html | null {
  if (!isAvailable) return null
  return html`<form class="add-some" method="post" action="/basket">
  <input type="hidden" name="action" value="add"><input type="hidden" name="sku" value="${sku}">
  <div class="field"><label for="quantity">Quantity</label>
  <input id="quantity" name="quantity" type="number" inputmode="numeric" min="1" max="${quantityMax}" value="1" required></div>
  <button class="button" type="submit">Add to basket</button>
</form>`
}
