/** Why an order was cancelled, as a sentence for its customer. */

/** What stands in the way of an order, as other services say it. */
export type Obstacle = 'out_of_stock' | 'order_cancelled' | 'card_declined' | 'unknown_card'

const sentences: Readonly<Record<Obstacle, (product: string) => string>> = {
  out_of_stock: (product) => `Out of stock: there is not enough of ${product}.`,
  order_cancelled: () => 'The order had been cancelled already.',
  card_declined: () => 'The card was declined.',
  unknown_card: () => 'The card is not known to the payment provider.',
}

/** The sentence of an obstacle; `product` is the name of what is short. */
export function toReason(obstacle: Obstacle, product: string | null): string {
  return sentences[obstacle](product === null ? 'a product' : `“${product}”`)
}
