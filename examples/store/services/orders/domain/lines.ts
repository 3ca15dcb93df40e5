/** What an order asks for and what it costs. */

/** Units: quantity: pieces */
export interface Line {
  readonly sku: string
  readonly quantity: number
}

/** Units: price: cents, of one piece */
export interface PricedLine extends Line {
  readonly name: string
  readonly price: number
}

/** One line for each product, in the order in which they were first named. */
export function mergeLines(lines: readonly Line[]): Line[] {
  const quantities = new Map<string, number>()
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity)
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }))
}

/**
 * Puts prices to lines.
 *  Faults   TypeError — a line without a price, which the catalogue's contract rules out
 */
export function priceLines(
  lines: readonly Line[],
  prices: readonly {
    readonly sku: string
    readonly name: string
    readonly price: { readonly amount: number }
  }[],
): PricedLine[] {
  const bySku = new Map(prices.map((price) => [price.sku, price]))
  return lines.map((line) => {
    const priced = bySku.get(line.sku)
    if (priced === undefined) throw new TypeError(`the catalogue gave no price for ${line.sku}`)
    return { ...line, name: priced.name, price: priced.price.amount }
  })
}

/** What all lines cost together. Units: cents */
export function totalOf(lines: readonly PricedLine[]): number {
  return lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
}
