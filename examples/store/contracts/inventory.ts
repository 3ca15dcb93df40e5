/** What may be said to the inventory: how much is there, and what was set aside for an order. */
import { anyone, contract, event, notFound, query } from '@atoll/contract'
import { z } from 'zod'
import { OrderId, Sku } from './ids.ts'

/** Units: available: pieces that nobody has ordered yet */
const Stock = z.object({ sku: Sku, available: z.int().min(0) })

/** The inventory. */
export const inventory = contract(
  'inventory',
  1,
  {
    stockOf: query({
      input: z.object({ sku: Sku }),
      output: Stock,
      faults: { unknownProduct: notFound(z.object({ sku: Sku })) },
      allow: anyone,
      http: 'GET /stock/{sku}',
    }),
    /** In no particular order; a sku that was never in stock is left out. */
    stockOfMany: query({
      input: z.object({ skus: z.array(Sku).min(1).max(100) }),
      output: z.object({ items: z.array(Stock).max(100) }),
      allow: anyone,
    }),
    stockReserved: event({
      data: z.object({ orderId: OrderId }),
      key: 'orderId',
      says: 'stock reserved',
    }),
    /** `sku` is the first that is short; null if the order was cancelled before its stock was asked for. */
    stockRefused: event({
      data: z.object({
        orderId: OrderId,
        reason: z.enum(['out_of_stock', 'order_cancelled']),
        sku: Sku.nullable(),
      }),
      key: 'orderId',
      says: 'stock refused',
    }),
    stockReleased: event({
      data: z.object({ orderId: OrderId }),
      key: 'orderId',
      says: 'stock released',
    }),
  },
  { correlate: ['orderId'] },
)
