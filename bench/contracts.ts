/**
 * What is asked in every measurement that compares with peers: an order is to be quoted. One set of contracts, so that
 * each side validates the same fields by the same rules; the peers repeat them in their own words.
 */
import { anyone, contract, query, scope } from '@atoll/contract'
import { z } from 'zod'

const Sku = z.string().min(1).max(40)
const Cents = z.int().min(0)
const Order = z.object({
  orderId: z.uuid(),
  customer: z.string().min(1).max(100),
  card: z.string().min(4).max(40),
  lines: z
    .array(z.object({ sku: Sku, quantity: z.int().min(1).max(99) }))
    .min(1)
    .max(50),
})
const Quote = z.object({
  orderId: z.uuid(),
  lines: z.array(z.object({ sku: Sku, quantity: z.int(), cents: Cents })).max(50),
  totalCents: Cents,
  method: z.string().max(20),
})

/** One operation that asks nobody. */
export const quotes = contract('quotes', 1, {
  quote: query({ input: Order, output: Quote, allow: anyone }),
})

/** The same, to be asked by others who pass it on. */
export const offers = contract('offers', 1, {
  quote: query({ input: Order, output: Quote, allow: anyone }),
})

/** The same, before those. */
export const desks = contract('desks', 1, {
  quote: query({ input: Order, output: Quote, allow: anyone }),
})

/** Prices by sku. */
export const catalog = contract('catalog', 1, {
  pricesOf: query({
    input: z.object({ skus: z.array(Sku).min(1).max(50) }),
    output: z.object({ prices: z.array(Cents).max(50) }),
    allow: scope('order'),
  }),
})

/** How a card would be charged. */
export const payments = contract('payments', 1, {
  methodOf: query({
    input: z.object({ card: z.string().min(4).max(40) }),
    output: z.object({ method: z.string().max(20) }),
    allow: scope('order'),
  }),
})

/** Quotes an order after asking both. */
export const orders = contract('orders', 1, {
  quote: query({ input: Order, output: Quote, allow: scope('order') }),
})

/** The one order that is sent over and over. */
export const order: z.infer<typeof Order> = {
  orderId: '018f3b6e-5b1a-7c3d-9e4f-8a2b1c0d9e8f',
  customer: 'ada',
  card: 'visa-4242',
  lines: [
    { sku: 'BOOK-1', quantity: 2 },
    { sku: 'LAMP-07', quantity: 1 },
    { sku: 'CHAIR-33', quantity: 4 },
  ],
}
