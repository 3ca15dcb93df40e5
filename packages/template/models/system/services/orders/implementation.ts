/** Where the handlers of orders go. */
import { implement } from '@atoll/chassis'
import { catalog } from '../../contracts/catalog.ts'
import { orders } from '../../contracts/orders.ts'

/** The implementation of orders, still without handlers. */
export const implementation = implement(orders, { uses: { catalog } })
