/** Who carries a parcel. */

/** The carrier of an order: what is more than a parcel goes by freight. Units: pieces. */
export function carrierOf(
  lines: readonly { readonly quantity: number }[],
  parcelPiecesMax: number,
): string {
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return pieces > parcelPiecesMax ? 'Overland Freight' : 'Coastal Parcel'
}
