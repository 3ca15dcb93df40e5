/** The small signs of the header, drawn for this store. They say nothing to a screen reader: text stands beside. */
import { type Html, html } from '@atoll/pages'

/** The mark of the store: an atoll, open at one side. */
export const brandMark: Html = html`<svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <path d="M22.8 8.700A10 10 0 1 0 26 16" fill="none" stroke="currentColor" stroke-width="4.2" stroke-linecap="round"/>
  <circle cx="16" cy="16" r="3.4" fill="currentColor"/></svg>`

/** A magnifying glass. */
export const searchIcon: Html = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
  <circle cx="8.5" cy="8.5" r="5.5" fill="none" stroke="currentColor" stroke-width="2"/>
  <path d="M13 13l4.5 4.5" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>`

/** A basket. */
export const basketIcon: Html = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
  <path d="M2.5 8h15l-1.7 8.500H4.200z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/>
  <path d="M6 8l3-5.500M14 8l-3-5.500M8 11v3M12 11v3" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/></svg>`
