/** What may be said to orders: place one, look at one; and what they tell of themselves. */
import { command, contract, event, invalid, notFound, query, scope } from '@atoll/contract'
import { z } from 'zod'
import { Sku } from './catalog.ts'

/** The number of an order; whoever orders chooses it, so that an order sent twice is placed once. */
const OrderId = z.uuid()
const Pieces = z.int().min(1).max(99)

/** Orders. */
export const orders = contract(
  'orders',
  1,
  {
    place: command({
      input: z.object({ orderId: OrderId, sku: Sku, pieces: Pieces }),
      output: z.object({ orderId: OrderId }),
      faults: { unknownProduct: invalid(z.object({ sku: Sku })) },
      allow: scope('orders:write'),
      idempotencyKey: ({ orderId }) => orderId,
      http: 'POST /orders 201',
    }),
    /** The caller's own. Units: total: cents */
    order: query({
      input: z.object({ orderId: OrderId }),
      output: z.object({ orderId: OrderId, sku: Sku, pieces: Pieces, total: z.int().min(0) }),
      faults: { unknownOrder: notFound(z.object({ orderId: OrderId })) },
      allow: scope('orders:read'),
      http: 'GET /orders/{orderId}',
    }),
    orderPlaced: event({
      data: z.object({ orderId: OrderId, sku: Sku, pieces: Pieces }),
      key: 'orderId',
      says: 'order placed',
    }),
  },
  { correlate: ['orderId'] },
)
