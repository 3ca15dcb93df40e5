/** The work behind every operation of a measurement: small, and the very same for all sides, ours and the peers'. */

interface Asked {
  readonly orderId: string
  readonly card: string
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[]
}

/** What one piece costs: a number out of its name, so that nobody needs a table. Units: cents. */
export function centsOf(sku: string): number {
  return 100 + sku.length * 25 + (sku.codePointAt(0) ?? 0)
}

/** How a card would be charged. */
export function methodOf(card: string): string {
  return card.startsWith('visa') ? 'visa' : 'other'
}

/** The quote of an order whose prices and method are known. */
export function toQuote(order: Asked, prices: readonly number[], method: string) {
  const lines = order.lines.map(({ sku, quantity }, at) => ({
    sku,
    quantity,
    cents: prices[at] ?? 0,
  }))
  const totalCents = lines.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0)
  return { orderId: order.orderId, lines, totalCents, method }
}

/** The quote of an order by whoever knows everything. */
export function quote(order: Asked) {
  return toQuote(
    order,
    order.lines.map(({ sku }) => centsOf(sku)),
    methodOf(order.card),
  )
}
