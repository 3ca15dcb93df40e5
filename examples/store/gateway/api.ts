/** The store's public interface for programs: operations of the services at routes of our own. */
import { anyone } from '@atoll/contract'
import { ask, compose, expose, type Routes, respond } from '@atoll/gateway'
import { Fault, isFault } from '@atoll/pipeline'
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
    mediaType: 'application/json',
    async run({ call, request, signIn }) {
      const found = await call.customers.signIn({ email: emailIn(request.body) })
      if (isFault(found)) throw unknownCustomer()
      const session = await signIn({ subject: found.customerId, scopes: found.scopes })
      return { status: 200, headers: { 'cache-control': 'no-store' }, body: { json: session } }
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
    ({ product, stock }) => ({ ...product, stock }),
  ),
  'POST /api/orders 202': expose(orders.place, { location: ({ orderId }) => orderAt(orderId) }),
  'GET /api/orders': orders.orders,
  'GET /api/orders/{orderId}': orders.order,
  'GET /api/orders/{orderId}/events': orders.follow,
}

/** The one field that a sign-in has. Faults: invalid `invalid_input` */
function emailIn(body: unknown): string {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : []
  const [first] = fields
  if (fields.length === 1 && first?.[0] === 'email' && typeof first[1] === 'string') return first[1]
  const message = 'Send a JSON object with one field: { "email": "…" }.'
  throw new Fault({ kind: 'invalid', code: 'invalid_input', message })
}

function unknownCustomer(): Fault {
  const message =
    'Nobody with this address is a customer here; the README names those of the demonstration.'
  return new Fault({ kind: 'unauthenticated', code: 'customers.unknown_customer', message })
}
