/** The search in the header. Owner: catalog. */
import { attributes, type Html, html } from '@atoll/pages'
import { searchIcon } from '../shell/icon.ts'

/** What is being looked for; an empty text and no category mean everything. */
export interface Search {
  readonly query: string
  readonly category: string | null
}

/** Longest text that the search field takes.
 *  Units    characters */
const queryLengthMax = 100

/** Shows the search field with what was asked last; it stays within the chosen category. */
export function searchForm({ query, category }: Search): Html {
  const field = attributes({ value: query, maxlength: queryLengthMax })
  return html`<form class="search" role="search" action="/" method="get">
  <label class="visually-hidden" for="query">Search ${category ?? 'all products'}</label>
  <input id="query" name="query" type="search" placeholder="Search ${category ?? 'chairs, paper, phones'}" autocomplete="off" ${field}>
  ${category !== null && html`<input type="hidden" name="category" value="${category}">`}
  <button type="submit">${searchIcon}<span class="visually-hidden">Search</span></button>
</form>`
}
