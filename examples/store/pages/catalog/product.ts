/** What the catalogue says about a product. Regions that show products share it. */
import type { Money } from '../shell/money.ts'

/** A product as a customer sees it.
 *  Shape    category: one of 3, subCategory: one of 17 (categories.ts) */
export interface Product {
  readonly sku: string
  readonly name: string
  readonly category: string
  readonly subCategory: string
  readonly price: Money
}
