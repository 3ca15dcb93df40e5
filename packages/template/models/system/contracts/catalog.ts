/** What may be said to the catalogue: what is there, and what does it cost. */
import { anyone, contract, notFound, query } from '@atoll/contract'
import { z } from 'zod'

/** The number of a product, such as `CHAIR-1`. */
export const Sku = z
  .string()
  .max(40)
  .regex(/^[A-Z][A-Z0-9-]*$/)

/** Units: price: cents; sold: pieces */
const Product = z.object({
  sku: Sku,
  name: z.string().min(1).max(200),
  price: z.int().min(0),
  sold: z.int().min(0),
})

/** The catalogue. */
export const catalog = contract('catalog', 1, {
  /** By name; after the product `after`, if one is named. */
  products: query({
    input: z.object({ after: Sku.optional() }),
    output: z.object({ items: z.array(Product).max(50) }),
    allow: anyone,
    http: 'GET /products',
  }),
  product: query({
    input: z.object({ sku: Sku }),
    output: Product,
    faults: { unknownProduct: notFound(z.object({ sku: Sku })) },
    allow: anyone,
    http: 'GET /products/{sku}',
  }),
})
