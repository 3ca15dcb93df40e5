/** All sub-categories with their pictures, by category. Owner: catalog. */
import { type Html, html, url } from '@atoll/pages'
import { categories } from './categories.ts'
import { picture } from './picture.ts'

/** Shows the shelves of the store as a way in. */
export function shelves(): Html {
  return html`<section class="shelves" aria-labelledby="shelves-title">
  <h2 id="shelves-title" class="visually-hidden">Shelves</h2>
  ${categories.map(
    (category) => html`<div class="shelf">
    <h3><a href="${url('/', { category: category.name })}">${category.name}</a></h3>
    <ul>${category.subCategories.map(
      (name) => html`<li><a class="tile" href="${url('/', { category: name })}">
      ${picture({ subCategory: name, sku: `shelf ${name}` })}<span>${name}</span></a></li>`,
    )}</ul>
  </div>`,
  )}
</section>`
}
