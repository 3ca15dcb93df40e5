/** The public interface for programs: operations of the services at routes of our own. */
import { anyone } from '@atoll/contract'
import { expose, type Routes, respond } from '@atoll/gateway'
import { z } from 'zod'
import { catalog } from '../contracts/catalog.ts'
import { orders } from '../contracts/orders.ts'

/** The routes of the interface. */
export const apiRoutes: Routes = {
  // Whoever says a name gets a session, which is good for a first try only: replace it by your own sign-in.
  'POST /api/session': respond({
    uses: {},
    allow: anyone,
    input: z.object({ name: z.string().min(1).max(60) }),
    /** Units: expiresIn: seconds */
    output: z.object({ accessToken: z.string(), expiresIn: z.int() }),
    run: ({ input, signIn }) =>
      signIn({ subject: input.name, scopes: ['orders:read', 'orders:write'] }),
  }),
  'GET /api/products': catalog.products,
  'GET /api/products/{sku}': catalog.product,
  'POST /api/orders 201': expose(orders.place, {
    location: ({ orderId }) => `/api/orders/${orderId}`,
  }),
  'GET /api/orders/{orderId}': orders.order,
}
