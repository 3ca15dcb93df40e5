/** Where the handlers of delivery go. */
import { implement } from '@atoll/chassis'
import { delivery } from '../../contracts/delivery.ts'
import { deliverySettings } from './settings.ts'

/** The implementation of delivery, still without handlers. */
export const implementation = implement(delivery, { settings: deliverySettings })
