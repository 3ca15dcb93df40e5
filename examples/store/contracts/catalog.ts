/** What may be said to the catalogue: what is sold, under which name, for how much. */
import { anyone, contract, notFound, query } from '@atoll/contract'
import { z } from 'zod'
import { Sku } from './ids.ts'
import { Money } from './money.ts'
import { Limit, pageOf } from './page.ts'

/** Text without control characters, which no name has and no database keeps. */
const line = /^[^\u0000-\u001f\u007f]*$/

const Name = z.string().min(1).max(200)
const Product = z.object({
  sku: Sku,
  name: Name,
  category: z.string().max(40),
  subCategory: z.string().max(40),
  price: Money,
})
const Price = Product.pick({ sku: true, name: true, price: true })
const unknownProduct = notFound(z.object({ sku: Sku }))

/** The catalogue. */
export const catalog = contract('catalog', 1, {
  /** By name; `query` finds the beginnings of words, `category` is a category or a sub-category, `after` a sku. */
  products: query({
    input: z.object({
      query: z.string().max(100).regex(line).optional(),
      category: z.string().max(40).regex(line).optional(),
      limit: Limit,
      after: Sku.optional(),
    }),
    output: pageOf(Product, Sku),
    allow: anyone,
    http: 'GET /products',
  }),
  product: query({
    input: z.object({ sku: Sku }),
    output: Product,
    faults: { unknownProduct },
    allow: anyone,
    http: 'GET /products/{sku}',
  }),
  /** In no particular order; a sku that is not sold is left out. */
  productsOf: query({
    input: z.object({ skus: z.array(Sku).min(1).max(50) }),
    output: z.object({ items: z.array(Product).max(50) }),
    allow: anyone,
  }),
  /** One price for each sku, or the first sku that is not sold. */
  priceOf: query({
    input: z.object({ skus: z.array(Sku).min(1).max(50) }),
    output: z.object({ prices: z.array(Price).max(50) }),
    faults: { unknownProduct },
    allow: anyone,
  }),
})
