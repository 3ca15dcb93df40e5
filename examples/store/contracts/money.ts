/** Money as every contract of the store says it. */
import { z } from 'zod'

/** The most that one amount may be. Units: minor units */
const amountMax = 10_000_000_000

/**
 * An amount of money.
 *  Units    amount: minor units of the currency, so cents
 */
export const Money = z.object({
  amount: z.int().min(0).max(amountMax),
  currency: z.literal('USD'),
})
/** An amount of money. */
export type Money = z.infer<typeof Money>

/** Money from what a database keeps. Units: cents */
export function toMoney(amount: number): Money {
  return { amount, currency: 'USD' }
}
