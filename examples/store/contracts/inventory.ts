/** What may be said to the inventory: how much is there, what was set aside for an order, and what is bought anew. */
import { anyone, command, conflict, contract, event, notFound, query, scope } from '@atoll/contract'
import { z } from 'zod'
import { OrderId, Sku } from './ids.ts'
import { Money } from './money.ts'

/** Units: available: pieces that nobody has ordered yet */
const Stock = z.object({ sku: Sku, available: z.int().min(0) })

/** What a supplier has promised. Units: price: of all pieces together */
const Supply = z.object({
  supplyId: z.uuid(),
  sku: Sku,
  pieces: z.int().min(1),
  price: Money,
  supplier: z.string(),
  reference: z.string(),
  arrivesOn: z.iso.date(),
})

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
    /** Buys pieces of whoever supplies the store; `unavailable` where nobody does. */
    orderSupply: command({
      input: z.object({ supplyId: z.uuid(), sku: Sku, pieces: z.int().min(1).max(1000) }),
      output: Supply,
      faults: {
        unknownProduct: notFound(z.object({ sku: Sku })),
        notSoMany: conflict(z.object({ most: z.int().min(0) })),
      },
      allow: scope('supplies:write'),
      idempotencyKey: ({ supplyId }) => supplyId,
      http: 'POST /supplies 201',
    }),
    /** What was bought of a product, the latest first. */
    suppliesOf: query({
      input: z.object({ sku: Sku }),
      output: z.object({ items: z.array(Supply).max(100) }),
      allow: scope('supplies:read'),
      http: 'GET /stock/{sku}/supplies',
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
  { correlate: ['orderId', 'supplyId'] },
)
