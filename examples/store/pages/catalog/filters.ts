/** What narrows the shown list down: sub-categories, and a way to drop each condition. Owner: catalog. */
import { attributes, type Html, html, url } from '@atoll/pages'
import { categories, findCategory } from './categories.ts'
import type { Search } from './search-form.ts'

/** Shows the sub-categories of the chosen shelf, or the shelves while none is chosen. */
export function filters({ query, category }: Search): Html {
  const shelf = findCategory(category)
  const names = shelf ? shelf.subCategories : categories.map((one) => one.name)
  const all = shelf
    ? { name: `All ${shelf.name}`, category: shelf.name }
    : { name: 'All', category: '' }
  const chips = [all, ...names.map((name) => ({ name, category: name }))]
  return html`<nav class="filters" aria-label="Narrow down">
  <ul>${chips.map((chip) => {
    const mark = attributes({ 'aria-current': chip.category === (category ?? '') ? 'true' : null })
    const address = url('/', { query, category: chip.category })
    return html`<li><a class="chip" href="${address}" ${mark}>${chip.name}</a></li>`
  })}</ul>
  ${query !== '' && html`<a class="clear" href="${url('/', { category })}">Clear the search “${query}”</a>`}
</nav>`
}
