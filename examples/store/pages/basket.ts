/** The basket, at `/basket`. */
import { type Html, html } from '@atoll/pages'
import type { Basket } from './orders/basket.ts'
import { basketLines } from './orders/basket-lines.ts'
import { basketSummary } from './orders/summaries.ts'
import { frame, type Visitor } from './shell/frame.ts'
import { notice } from './shell/notice.ts'

/** What the page shows. */
export interface BasketView {
  readonly visitor: Visitor
  readonly basket: Basket
}

/** Makes the page of the basket. */
export function basketPage({ visitor, basket }: BasketView): Html {
  if (basket.lines.length === 0) {
    const empty = notice(1, {
      title: 'Your basket is empty',
      text: 'Everything you add will wait here until you order it.',
      links: [{ name: 'Look around', address: '/' }],
    })
    return frame({ title: 'Basket', visitor, main: empty })
  }
  return frame({
    title: 'Basket',
    visitor,
    main: html`<header class="page-title"><h1>Your basket</h1></header>
<div class="columns">${basketLines(basket)}${basketSummary(basket)}</div>`,
  })
}
