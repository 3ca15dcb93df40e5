/** Where the handlers of customers go. */
import { implement } from '@atoll/chassis'
import { customers } from '../../contracts/customers.ts'
import { storeSettings } from '../../data/settings.ts'

/** The implementation of customers, still without handlers. */
export const implementation = implement(customers, { settings: storeSettings })
