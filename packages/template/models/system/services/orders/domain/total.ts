/** What an order costs. */

/** From so many pieces on, an order is cheaper. */
export const manyPieces = 10
/** Units: per cent */
const discountForMany = 5

/** The total of an order: many pieces get a discount, rounded in favour of the customer. Units: cents */
export function totalOf(price: number, pieces: number): number {
  const full = price * pieces
  return pieces < manyPieces ? full : Math.floor((full * (100 - discountForMany)) / 100)
}
