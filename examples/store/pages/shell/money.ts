/** How an amount of money is written. Regions of every owner call it; it never calculates. */

/** An amount of money.
 *  Units    amount: minor units of the currency */
export interface Money {
  readonly amount: number
  readonly currency: 'USD'
}

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
const minorUnitsPerDollar = 100

/** Writes an amount for a reader: 123456 → `$1,234.56`. */
export function toPrice(money: Money): string {
  return dollars.format(money.amount / minorUnitsPerDollar)
}
