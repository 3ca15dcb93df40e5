/** What may be said to payments: keep a card; and what became of the payment of an order. */
import { command, contract, event, scope } from '@atoll/contract'
import { z } from 'zod'
import { CardReference, OrderId } from './ids.ts'
import { Money } from './money.ts'

/** What the card of this demonstration does. It is known to payments alone, and leaves it never. */
export const Card = z.enum(['approve', 'decline', 'slow', 'unavailable'])
/** What the card of this demonstration does. */
export type Card = z.infer<typeof Card>

/** Payments. */
export const payments = contract(
  'payments',
  1,
  {
    /** Only orders of the same customer can be paid with it. */
    keepCard: command({
      input: z.object({ card: Card }),
      output: z.object({ cardReference: CardReference }),
      allow: scope('orders:write'),
    }),
    paymentCaptured: event({
      data: z.object({ orderId: OrderId, amount: Money }),
      key: 'orderId',
      says: 'payment captured',
    }),
    paymentRefused: event({
      data: z.object({ orderId: OrderId, reason: z.enum(['card_declined', 'unknown_card']) }),
      key: 'orderId',
      says: 'payment refused',
    }),
    paymentRefunded: event({
      data: z.object({ orderId: OrderId, amount: Money }),
      key: 'orderId',
      says: 'payment refunded',
    }),
  },
  { correlate: ['orderId'] },
)
