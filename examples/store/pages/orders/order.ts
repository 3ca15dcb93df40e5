/** What orders says about an order. The regions of tracking and history share it. Owner: orders. */
import type { Money } from '../shell/money.ts'

/** The statuses of an order, in the order in which it passes them; cancelled ends it from any of the first. */
export const statuses = ['placed', 'reserved', 'paid', 'confirmed', 'shipped', 'cancelled'] as const

/** Where an order stands. */
export type Status = (typeof statuses)[number]

/** One thing that happened to an order.
 *  Units    at: ISO 8601 with zone
 *  Shape    reason: a sentence for the customer, when cancelled */
export interface Happening {
  readonly status: Status
  readonly at: string
  readonly reason?: string
}

/** An order as its customer sees it. */
export interface Order {
  readonly id: string
  readonly status: Status
  readonly history: readonly Happening[]
  readonly total: Money
  readonly lines: readonly {
    readonly sku: string
    readonly name: string
    readonly quantity: number
    readonly price: Money
  }[]
}

/** An order in the list of all. */
export interface OrderRow {
  readonly id: string
  readonly status: Status
  readonly placedAt: string
  readonly total: Money
}

/** What a status is called, and what it means to the customer. */
export const statusTexts: Readonly<
  Record<Status, { readonly name: string; readonly said: string }>
> = {
  placed: { name: 'Order received', said: 'We have your order and are setting the goods aside.' },
  reserved: {
    name: 'Goods set aside',
    said: 'The goods are set aside; now the payment is being taken.',
  },
  paid: {
    name: 'Payment taken',
    said: 'The payment is taken; the order is about to be confirmed.',
  },
  confirmed: { name: 'Order confirmed', said: 'The order is confirmed and being packed.' },
  shipped: { name: 'On its way', said: 'Your parcel is on its way.' },
  cancelled: { name: 'Cancelled', said: 'This order was cancelled.' },
}

/** Says whether nothing more will happen to an order. */
export function isFinal(status: Status): boolean {
  return status === 'shipped' || status === 'cancelled'
}
