/** Where the handlers of the inventory go. */
import { implement } from '@atoll/chassis'
import { inventory } from '../../contracts/inventory.ts'
import { supplier } from '../../contracts/supplier.ts'
import { storeSettings } from '../../data/settings.ts'

/** The implementation of the inventory, still without handlers. */
export const implementation = implement(inventory, {
  uses: { supplier },
  settings: storeSettings,
})
