/** A gateway alone: two services that others wrote, and one answer made of both. No service here is ours. */
import { anyone, contract, notFound, query } from '@atoll/contract'
import { ask, compose, gateway } from '@atoll/gateway'
import { at, postgres, rest, system } from '@atoll/system'
import { z } from 'zod'

// region front
const Sku = z.object({ sku: z.string().max(40) })
export const products = contract('products', 1, {
  get: query({
    input: Sku,
    output: Sku.extend({ title: z.string() }),
    faults: { unknown: notFound(z.object({})) },
    allow: anyone,
    http: 'GET /api/products/{sku}',
  }),
})
export const reviews = contract('reviews', 1, {
  of: query({
    input: Sku,
    output: z.object({ stars: z.array(z.int().min(1).max(5)) }),
    allow: anyone,
    http: 'GET /reviews/{sku}',
  }),
})

const web = gateway('web', {
  'GET /products/{sku}': compose({
    product: ask(products.get, ({ sku = '' }) => ({ sku })),
    reviews: ask(reviews.of, ({ sku = '' }) => ({ sku }))
      .within(500)
      .or(null),
  }),
  'GET /products/{sku}/reviews': reviews.of,
})

export default system('front', {
  services: [],
  gateways: [web],
  external: {
    products: at('http://127.0.0.1:3001', products),
    reviews: at('http://127.0.0.1:3002', reviews),
  },
  decisions: {
    communication: { default: rest() },
    messaging: postgres(),
  },
})
// endregion
