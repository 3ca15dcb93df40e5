/** Products side by side. Owner: catalog; the page puts the owners' buttons below each. */
import { type Html, html } from '@atoll/pages'
import { toPrice } from '../shell/money.ts'
import { picture } from './picture.ts'
import type { Product } from './product.ts'

/** The products to show, and what another owner offers for each. */
export interface ProductListView {
  readonly items: readonly Product[]
  readonly title: Html
  readonly offer: (product: Product) => Html
}

/** Shows products as cards. */
export function productList({ items, title, offer }: ProductListView): Html {
  return html`<section class="products" aria-labelledby="products-title">
  <h2 id="products-title">${title}</h2>
  <ul class="cards">${items.map((product) => card(product, offer(product)))}</ul>
</section>`
}

function card(product: Product, offer: Html): Html {
  return html`<li class="card">
  <div class="card-plate">${picture(product)}</div>
  <div class="card-text">
    <p class="card-shelf">${product.subCategory}</p>
    <h3><a href="/products/${product.sku}">${product.name}</a></h3>
  </div>
  <div class="card-foot"><p class="price">${toPrice(product.price)}</p>${offer}</div>
</li>`
}
