/** One product: picture, name, price and what is known about it. Owner: catalog. */
import { type Html, html, url } from '@atoll/pages'
import { toPrice } from '../shell/money.ts'
import { picture } from './picture.ts'
import type { Product } from './product.ts'

/** Shows the picture of one product, large. */
export function productPicture(product: Product): Html {
  return html`<div class="product-plate">${picture(product)}</div>`
}

/** Shows the name and the price of one product; its name heads the page. */
export function productTitle(product: Product): Html {
  return html`<header class="product-title">
  <p class="card-shelf">${product.subCategory}</p>
  <h1>${product.name}</h1>
  <p class="price large">${toPrice(product.price)}</p>
</header>`
}

/** Shows where the product stands in the catalogue. */
export function productFacts(product: Product): Html {
  return html`<section class="facts" aria-labelledby="facts-title">
  <h2 id="facts-title">About this product</h2>
  <dl>
    <div><dt>Category</dt><dd><a href="${url('/', { category: product.category })}">${product.category}</a></dd></div>
    <div><dt>Shelf</dt><dd><a href="${url('/', { category: product.subCategory })}">${product.subCategory}</a></dd></div>
    <div><dt>Number</dt><dd><code>${product.sku}</code></dd></div>
  </dl>
</section>`
}
