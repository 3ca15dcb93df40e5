/** The way to the next part of a list, and back to its start. Lists of every owner call it. */
import { type Html, html } from '@atoll/pages'

/** Where a list goes on; addresses are null where there is nothing to go to. */
export interface PaginationView {
  readonly first: string | null
  readonly next: string | null
  readonly what: string
}

/** Shows the links through a list, or nothing when all of it is shown. */
export function pagination({ first, next, what }: PaginationView): Html | null {
  if (first === null && next === null) return null
  return html`<nav class="pagination" aria-label="More ${what}">
  ${first && html`<a class="button quiet" href="${first}">Back to the first ${what}</a>`}
  ${next && html`<a class="button" href="${next}" rel="next">Next ${what}</a>`}
</nav>`
}
