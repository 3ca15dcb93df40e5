/** What is known of the payment of an order, and when it is due. */

/** What has to be paid, by whom, with which card. Units: amount: cents */
export interface Due {
  readonly customerId: string
  readonly amount: number
  readonly cardReference: string
}

/** How a payment stands; void: the order was cancelled before anything was captured. */
export type PaymentStatus = 'open' | 'captured' | 'refused' | 'void' | 'refunded'

/** What one event tells of a payment. Units: amount: cents */
export type News = { readonly stockReserved: true } | Due

/** What is known of a payment; null: not heard yet. Units: amount: cents */
export interface Payment {
  readonly status: PaymentStatus
  readonly stockReserved: boolean
  readonly customerId: string | null
  readonly amount: number | null
  readonly cardReference: string | null
}

/** A payment of which nothing is known. */
export const unheard: Payment = {
  status: 'open',
  stockReserved: false,
  customerId: null,
  amount: null,
  cardReference: null,
}

/** What is due now: everything is known, the stock is reserved, and nobody has captured, refused or cancelled. */
export function toDue(payment: Payment): Due | null {
  const { status, stockReserved, customerId, amount, cardReference } = payment
  if (status !== 'open' || !stockReserved) return null
  if (customerId === null || amount === null || cardReference === null) return null
  return { customerId, amount, cardReference }
}
