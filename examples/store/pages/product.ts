/** The page of one product, at `/products/{sku}`. */
import { type Html, html, url } from '@atoll/pages'
import type { Product } from './catalog/product.ts'
import { productFacts, productPicture, productTitle } from './catalog/product-detail.ts'
import { deliveryPromise } from './delivery/promise.ts'
import { type Stock, stockLevel } from './inventory/stock-level.ts'
import { addSome } from './orders/add-to-basket.ts'
import { breadcrumb } from './shell/breadcrumb.ts'
import { frame, type Visitor } from './shell/frame.ts'

/** What the page shows; stock is null when inventory did not answer in time. */
export interface ProductView {
  readonly visitor: Visitor
  readonly product: Product
  readonly stock: Stock
}

/** Makes the page of a product. */
export function productPage({ visitor, product, stock }: ProductView): Html {
  const { name, category, subCategory } = product
  const crumbs = [
    { name: 'Home', address: '/' },
    { name: category, address: url('/', { category }) },
    { name: subCategory, address: url('/', { category: subCategory }) },
  ]
  return frame({
    title: name,
    visitor,
    main: html`
${breadcrumb(crumbs)}
<article class="product">
  ${productPicture(product)}
  <div class="product-side">
    ${productTitle(product)}
    ${stockLevel(stock)}
    ${addSome(product, stock === null || stock.available > 0)}
    ${deliveryPromise()}
    ${productFacts(product)}
  </div>
</article>`,
  })
}
