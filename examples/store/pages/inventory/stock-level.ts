/** How much of a product is there. Owner: inventory. */
import { type Html, html } from '@atoll/pages'

/** What inventory says; null when it did not answer in time. */
export type Stock = { readonly sku: string; readonly available: number } | null

const fewMax = 5

/** Shows whether a product can be had, in words and not by colour alone. */
export function stockLevel(stock: Stock): Html {
  if (stock === null) {
    return level(
      'unknown',
      'Stock is being checked',
      'You can order now: if it has gone, the order is cancelled and nothing is charged.',
    )
  }
  if (stock.available <= 0)
    return level('none', 'Out of stock', 'It cannot be ordered at the moment.')
  if (stock.available <= fewMax)
    return level(
      'few',
      `Only ${stock.available} left`,
      'It is set aside for you as soon as you order.',
    )
  return level('many', 'In stock', `${stock.available} in the warehouse.`)
}

function level(state: string, title: string, text: string): Html {
  return html`<div class="stock stock-${state}"><p><span class="stock-mark" aria-hidden="true"></span><b>${title}</b> ${text}</p></div>`
}
