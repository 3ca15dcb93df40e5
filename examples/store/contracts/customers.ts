/** What may be said to customers: who is this, and what may they do. */
import { anyone, contract, notFound, query, scope } from '@atoll/contract'
import { z } from 'zod'
import { CustomerId } from './ids.ts'

const Email = z.email().max(254)
const Name = z.string().min(1).max(100)
const Profile = z.object({ customerId: CustomerId, name: Name, email: Email })

/** Customers. */
export const customers = contract('customers', 1, {
  /** Asks no password, since this is a demonstration. Whoever makes tokens turns the answer into one. */
  signIn: query({
    input: z.object({ email: Email }),
    output: Profile.extend({ scopes: z.array(z.string().max(60)).max(10) }),
    faults: { unknownCustomer: notFound(z.object({})) },
    allow: anyone,
  }),
  /** Those whom anybody may be, for the page of signing in. */
  demoCustomers: query({
    input: z.object({}),
    output: z.object({ items: z.array(Profile.omit({ customerId: true })).max(10) }),
    allow: anyone,
  }),
  me: query({
    input: z.object({}),
    output: Profile,
    faults: { unknownCustomer: notFound(z.object({})) },
    allow: scope(),
    http: 'GET /me',
  }),
})
