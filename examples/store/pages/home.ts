/** The page at `/` when nothing is being looked for. */
import { type Html, html, url } from '@atoll/pages'
import { picture } from './catalog/picture.ts'
import type { Product } from './catalog/product.ts'
import { productList } from './catalog/product-list.ts'
import { shelves } from './catalog/shelves.ts'
import { addOne } from './orders/add-to-basket.ts'
import { frame, type Visitor } from './shell/frame.ts'
import { notice } from './shell/notice.ts'
import { pagination } from './shell/pagination.ts'

/** What the page shows; items is null when the catalogue did not answer in time. */
export interface HomeView {
  readonly visitor: Visitor
  readonly items: readonly Product[] | null
  readonly next: string | null
}

/** Makes the home page. */
export function homePage({ visitor, items, next }: HomeView): Html {
  return frame({
    title: 'Furniture, office supplies and technology',
    visitor,
    search: { query: '', category: null },
    main: html`${hero()}${shelves()}${
      items === null
        ? notice(2, {
            title: 'The shelves are being counted',
            text: 'Our catalogue did not answer in time. Please try again in a moment.',
            links: [{ name: 'Try again', address: '/' }],
          })
        : html`${productList({ items, title: html`From our shelves`, offer: addOne })}
          ${pagination({ first: null, next: next && url('/', { after: next }), what: 'products' })}`
    }`,
  })
}

function hero(): Html {
  const shown = ['Chairs', 'Furnishings', 'Art']
  return html`<section class="hero">
  <div class="hero-text">
    <h1>Chairs, paper, printers and <mark>every clip between</mark></h1>
    <p>One store for the room where work gets done. Order, and watch each step until the parcel leaves.</p>
    <p class="actions"><a class="button" href="${url('/', { category: 'Furniture' })}">Start with a chair</a></p>
  </div>
  <div class="hero-plates" aria-hidden="true">${shown.map(
    (subCategory) =>
      html`<div class="hero-plate">${picture({ subCategory, sku: `hero ${subCategory}` })}</div>`,
  )}</div>
</section>`
}
