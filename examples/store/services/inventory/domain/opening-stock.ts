/** How many pieces of a product there are on the first day: some number that is always the same. */

const piecesMin = 20
const piecesSpread = 101
/** One product in so many is nearly gone, so that the store can show it. */
const scarceEach = 40
const scarceSpread = 4

/**
 * The opening stock of a product: 20 to 120 pieces, and of one in forty 0 to 3.
 *  Units    pieces
 */
export function openingStock(sku: string): number {
  const sum = hash(sku)
  if (sum % scarceEach === 0) return Math.floor(sum / scarceEach) % scarceSpread
  return piecesMin + (Math.floor(sum / scarceEach) % piecesSpread)
}

/** Source: Fowler, Noll, Vo: FNV-1a, 32 bit; mixed once more, since skus differ in their last digits */
function hash(text: string): number {
  let sum = 0x811c9dc5
  for (const letter of text) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d) >>> 0
}
