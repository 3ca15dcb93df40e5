/** A product as the database gives it and as the contract says it. The handlers read with it. */
import { toMoney } from '../../contracts/money.ts'

/** Units: price: cents */
export interface ProductRow {
  readonly sku: string
  readonly name: string
  readonly category: string
  readonly subCategory: string
  readonly price: number
}

/** A product as the contract says it. */
export function toProduct(row: ProductRow) {
  return { ...row, price: toMoney(row.price) }
}
