/**
 * The shape of a data set: a folder from which the store can be started and a day replayed. Whoever reads one or writes
 * one takes names and limits from here; nothing is read here. docs/do/replay-a-day.md says the same for people.
 */
import { z } from 'zod'
import { CustomerId, Sku } from '../contracts/ids.ts'
import { orders } from '../contracts/orders.ts'

/** The files of a data set. */
export const fileNames = {
  about: 'data.json',
  products: 'products.csv',
  customers: 'customers.csv',
  orders: 'orders.ndjson.gz',
} as const

/** What this version reads and writes. */
export const shapeName = 'atoll-store-data/1'

const line = /^[^\u0000-\u001f\u007f]*$/
const Text = z.string().min(1).regex(line)
const count = z.int().min(0).max(10_000_000)

/** What a data set is, as `data.json` says it. */
export const About = z.object({
  shape: z.literal(shapeName),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  /** The only one that the store counts in. */
  currency: z.literal('USD'),
  origin: Text.max(500),
  licence: Text.max(100),
  products: count,
  customers: count,
  orders: count,
})
/** What a data set is. */
export type About = z.infer<typeof About>

/** A whole number as a table holds it. */
const Whole = z
  .string()
  .regex(/^\d{1,10}$/, 'a whole number is wanted')
  .transform(Number)

/** One row of `products.csv`. Units: price: cents; stock: pieces on the first day */
export const Product = z.object({
  sku: Sku,
  name: Text.max(200),
  category: Text.max(40),
  sub_category: Text.max(40),
  price: Whole.pipe(z.int().max(1_000_000_000)),
  stock: Whole.pipe(z.int().max(2_147_483_647)),
})
/** One row of `products.csv`. */
export type Product = z.infer<typeof Product>

/** One row of `customers.csv`. */
export const Customer = z.object({
  id: CustomerId.regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/),
  email: z.email().max(254),
  name: Text.max(100),
})
/** One row of `customers.csv`. */
export type Customer = z.infer<typeof Customer>

/** One line of `orders.ndjson.gz`, in the order of time; what may be ordered is what the contract of orders takes. */
export const Order = z.object({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/),
  /** Without seconds: some time in this minute. */
  at: z.union([z.iso.datetime(), z.iso.datetime({ precision: -1 })]),
  customer: CustomerId,
  lines: orders.place.input.shape.lines,
})
/** One order of a data set. */
export type Order = z.infer<typeof Order>
