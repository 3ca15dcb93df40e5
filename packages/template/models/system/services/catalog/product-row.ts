/** A product as the database keeps it. Units: price: cents; sold: pieces */
export interface ProductRow {
  readonly sku: string
  readonly name: string
  readonly price: number
  readonly sold: number
}
