/** The shelves as tabs below the header, like dividers in a card index. Owner: catalog. */
import { attributes, type Html, html, url } from '@atoll/pages'
import { categories, findCategory } from './categories.ts'
import type { Search } from './search-form.ts'

/** Shows the tabs; on pages without a search (null) none is the current one. */
export function categoryTabs(search: Search | null): Html {
  const current = search === null ? null : (findCategory(search.category)?.name ?? '')
  const tabs = [{ name: 'All', category: '' }].concat(
    categories.map(({ name }) => ({ name, category: name })),
  )
  return html`<nav class="tabs" aria-label="Categories"><ul>${tabs.map(({ name, category }) => {
    const mark = attributes({ 'aria-current': category === current ? 'page' : null })
    return html`<li><a href="${url('/', { category })}" ${mark}>${name}</a></li>`
  })}</ul></nav>`
}
