/** What may be said to orders: place one, look at one, follow one; and what they say of themselves. */
import { command, contract, event, invalid, notFound, query, scope, stream } from '@atoll/contract'
import { z } from 'zod'
import { CardReference, CustomerId, OrderId, Sku } from './ids.ts'
import { Money } from './money.ts'
import { Limit, pageOf } from './page.ts'
import { Card } from './payments.ts'

/** Most pieces of one product in one order. */
export const quantityMax = 99
/** Most different products in one order. */
export const linesMax = 50

const Line = z.object({ sku: Sku, quantity: z.int().min(1).max(quantityMax) })
const Lines = z.array(Line).min(1).max(linesMax)
const Status = z.enum(['placed', 'reserved', 'paid', 'confirmed', 'shipped', 'cancelled'])
/** Where an order stands; it ends as shipped or cancelled. */
export type Status = z.infer<typeof Status>

/** Shape: n counts what happened to the order, from 1; reason: a sentence for the customer, when cancelled */
const n = z.int().min(1).max(1000)
const Reason = z.string().min(1).max(300)
const HistoryEntry = z.object({
  n,
  status: Status,
  at: z.iso.datetime(),
  reason: Reason.optional(),
})
const Order = z.object({
  id: OrderId,
  status: Status,
  history: z.array(HistoryEntry).max(1000),
  total: Money,
  /** Shape: price: of one piece */
  lines: z.array(Line.extend({ name: z.string().max(200), price: Money })).max(linesMax),
})
const OrderSummary = z.object({
  id: OrderId,
  status: Status,
  placedAt: z.iso.datetime(),
  total: Money,
})
/** Somebody else's order is unknown too: its existence is nobody's business. */
const unknownOrder = notFound(z.object({ orderId: OrderId }))

/** Orders. */
export const orders = contract(
  'orders',
  1,
  {
    /** Lines of the same product count as one. */
    place: command({
      priority: 'critical',
      input: z.object({ lines: Lines, card: Card }),
      output: z.object({ orderId: OrderId }),
      faults: {
        unknownProduct: invalid(z.object({ sku: Sku })),
        tooMany: invalid(z.object({ sku: Sku, quantityMax: z.int() })),
      },
      allow: scope('orders:write'),
      idempotencyKey: 'required',
      http: 'POST /orders 202',
    }),
    order: query({
      input: z.object({ orderId: OrderId }),
      output: Order,
      faults: { unknownOrder },
      allow: scope('orders:read'),
      http: 'GET /orders/{orderId}',
    }),
    /** The caller's own, newest first. */
    orders: query({
      input: z.object({ limit: Limit, after: OrderId.optional() }),
      output: pageOf(OrderSummary, OrderId),
      allow: scope('orders:read'),
      http: 'GET /orders',
    }),
    /** What happened after `after`, and then what happens, until nothing more can. */
    follow: query({
      input: z.object({ orderId: OrderId, after: z.int().min(0).max(1000).optional() }),
      output: stream(HistoryEntry, { resume: 'n' }),
      faults: { unknownOrder },
      allow: scope('orders:read'),
      http: 'GET /orders/{orderId}/events',
    }),
    orderPlaced: event({
      data: z.object({
        orderId: OrderId,
        customerId: CustomerId,
        lines: Lines,
        total: Money,
        cardReference: CardReference,
        n,
      }),
      key: 'orderId',
      says: 'order placed',
    }),
    orderConfirmed: event({
      data: z.object({ orderId: OrderId, customerId: CustomerId, lines: Lines, n }),
      key: 'orderId',
      says: 'order confirmed',
    }),
    orderCancelled: event({
      data: z.object({ orderId: OrderId, reason: Reason, n }),
      key: 'orderId',
      says: 'order cancelled',
    }),
  },
  { correlate: ['orderId'] },
)
