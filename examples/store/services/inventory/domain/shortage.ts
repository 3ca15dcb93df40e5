/** Whether an order can be had from what is there. */

/** Units: quantity: pieces */
interface Line {
  readonly sku: string
  readonly quantity: number
}

/** The first line of which there is too little, or null when everything is there. */
export function findShortage<L extends Line>(
  lines: readonly L[],
  available: ReadonlyMap<string, number>,
): L | null {
  return lines.find(({ sku, quantity }) => (available.get(sku) ?? 0) < quantity) ?? null
}
