/** The store's public interface for programs: operations of the services at routes of our own. */
import { anyone } from '@atoll/contract'
import { ask, compose, expose, type Routes, respond } from '@atoll/gateway'
import { Fault, isFault } from '@atoll/pipeline'
import { z } from 'zod'
import { catalog } from '../contracts/catalog.ts'
import { customers } from '../contracts/customers.ts'
import { inventory } from '../contracts/inventory.ts'
import { orders } from '../contracts/orders.ts'

/** How long a page waits to learn what is in stock. Units: milliseconds. */
export const stockBudgetMs = 300

/** Where an order is found. */
const orderAt = (orderId: string) => `/api/orders/${orderId}`

/** The routes of the interface. */
export const apiRoutes: Routes = {
  'POST /api/session': respond({
    uses: { customers },
    allow: anyone,
    input: customers.signIn.input,
    /** Units: expiresIn: seconds, as OAuth answers */
    output: z.object({ accessToken: z.string(), expiresIn: z.int() }),
    async run({ call, input, signIn }) {
      const found = await call.customers.signIn(input)
      if (isFault(found)) throw unknownCustomer()
      return signIn({ subject: found.customerId, scopes: found.scopes })
    },
  }),
  'GET /api/products': catalog.products,
  'GET /api/products/{sku}': compose(
    {
      product: ask(catalog.product, ({ sku = '' }) => ({ sku })),
      stock: ask(inventory.stockOf, ({ sku = '' }) => ({ sku }))
        .within(stockBudgetMs)
        .or(null),
    },
    {
      output: catalog.product.output.extend({ stock: inventory.stockOf.output.nullable() }),
      join: ({ product, stock }) => ({ ...product, stock }),
    },
  ),
  'POST /api/orders 202': expose(orders.place, { location: ({ orderId }) => orderAt(orderId) }),
  'GET /api/orders': orders.orders,
  'GET /api/orders/{orderId}': orders.order,
  'GET /api/orders/{orderId}/events': orders.follow,
}

function unknownCustomer(): Fault {
  const message =
    'Nobody with this address is a customer here; the README names those of the demonstration.'
  return new Fault({ kind: 'unauthenticated', code: 'customers.unknown_customer', message })
}
