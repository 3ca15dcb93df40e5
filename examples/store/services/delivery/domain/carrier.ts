/** Who carries a parcel. */

/** What one person can carry. Units: pieces */
export const parcelPiecesMax = 20

/** The carrier of an order: what is more than a parcel goes by freight. */
export function carrierOf(lines: readonly { readonly quantity: number }[]): string {
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return pieces > parcelPiecesMax ? 'Overland Freight' : 'Coastal Parcel'
}
