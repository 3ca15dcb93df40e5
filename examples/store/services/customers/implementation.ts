/** Where the handlers of customers go. */
import { implement } from '@atoll/chassis'
import { customers } from '../../contracts/customers.ts'

/** The implementation of customers, still without handlers. */
export const implementation = implement(customers)
