/** What is in a basket. The regions of the basket and of the checkout share it. Owner: orders. */
import type { Product } from '../catalog/product.ts'
import type { Money } from '../shell/money.ts'

/** One line of a basket.
 *  Units    quantity: pieces, 1..quantityMax */
export interface BasketLine {
  readonly product: Product
  readonly quantity: number
}

/** A basket and what it costs. */
export interface Basket {
  readonly lines: readonly BasketLine[]
  readonly total: Money
}

/** Most pieces of one product that the forms offer.
 *  Units    pieces */
export const quantityMax = 99

/** Gives the price of a line. */
export function toLinePrice({ product, quantity }: BasketLine): Money {
  return { ...product.price, amount: product.price.amount * quantity }
}
