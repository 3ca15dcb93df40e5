/** The catalogue: what is for sale, and how much of it was sold. */
import { orderPlaced } from './handlers/order-placed.ts'
import { product } from './handlers/product.ts'
import { products } from './handlers/products.ts'
import { implementation } from './implementation.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  handlers: { products, product },
  on: [orderPlaced],
})
