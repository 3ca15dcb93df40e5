/** The way back up from a page. Page functions call it. */
import { type Html, html } from '@atoll/pages'

/** One page above the shown one. */
export interface Crumb {
  readonly name: string
  readonly address: string
}

/** Shows the pages above this one, nearest last. */
export function breadcrumb(crumbs: readonly Crumb[]): Html {
  return html`<nav class="breadcrumb" aria-label="Where you are"><ol>${crumbs.map(
    (crumb) => html`<li><a href="${crumb.address}">${crumb.name}</a></li>`,
  )}</ol></nav>`
}
