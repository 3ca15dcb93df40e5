/** Customers: who somebody is, and what they may do. */
import { demoCustomers } from './handlers/demo-customers.ts'
import { me } from './handlers/me.ts'
import { signIn } from './handlers/sign-in.ts'
import { implementation } from './implementation.ts'
import { prepare } from './prepare.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  prepare,
  handlers: { signIn, demoCustomers, me },
})
