/** The catalogue: what is sold, under which name, for how much. */
import { priceOf } from './handlers/price-of.ts'
import { product } from './handlers/product.ts'
import { products } from './handlers/products.ts'
import { productsOf } from './handlers/products-of.ts'
import { implementation } from './implementation.ts'
import { prepare } from './prepare.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  prepare,
  handlers: { products, product, productsOf, priceOf },
})
