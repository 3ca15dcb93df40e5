/** The page at `/` with a search, a category or both, and the later parts of every list. */
import { type Html, html, url } from '@atoll/pages'
import { findCategory } from './catalog/categories.ts'
import { filters } from './catalog/filters.ts'
import type { Product } from './catalog/product.ts'
import { productList } from './catalog/product-list.ts'
import type { Search } from './catalog/search-form.ts'
import { addOne } from './orders/add-to-basket.ts'
import { breadcrumb } from './shell/breadcrumb.ts'
import { frame, type Visitor } from './shell/frame.ts'
import { notice } from './shell/notice.ts'
import { pagination } from './shell/pagination.ts'

/** What the page shows.
 *  Shape    after: where this part of the list begins, null for its first; next: where the next one does */
export interface SearchView {
  readonly visitor: Visitor
  readonly search: Search
  readonly items: readonly Product[]
  readonly after: string | null
  readonly next: string | null
}

/** Makes the page of a category or a search. */
export function searchPage({ visitor, search, items, after, next }: SearchView): Html {
  const title = toTitle(search)
  const list = { query: search.query, category: search.category }
  return frame({
    title: search.query === '' ? title : `“${search.query}” in ${title}`,
    visitor,
    search,
    main: html`
${breadcrumb(toCrumbs(search))}
<header class="page-title"><h1>${search.query === '' ? title : html`<mark>“${search.query}”</mark> in ${title}`}</h1></header>
${filters(search)}
${items.length === 0 ? nothing(search) : productList({ items, title: html`Products`, offer: addOne })}
${pagination({
  first: after === null ? null : url('/', list),
  next: next && url('/', { ...list, after: next }),
  what: 'products',
})}`,
  })
}

function toTitle({ category }: Search): string {
  return category ?? 'everything'
}

function toCrumbs({ category }: Search): { name: string; address: string }[] {
  const shelf = findCategory(category)
  const home = { name: 'Home', address: '/' }
  if (!shelf || shelf.name === category) return [home]
  return [home, { name: shelf.name, address: url('/', { category: shelf.name }) }]
}

function nothing({ query, category }: Search): Html {
  const everywhere = { name: 'Search everywhere', address: url('/', { query }) }
  return notice(2, {
    title: 'Nothing here',
    text:
      query === ''
        ? `There is nothing in ${category ?? 'this part of the list'} at the moment.`
        : `We found nothing for “${query}”${category === null ? '' : ` in ${category}`}. Fewer or other words may help.`,
    links: [
      ...(query !== '' && category !== null ? [everywhere] : []),
      { name: 'See everything', address: '/' },
    ],
  })
}
