/** Where the handlers of payments go. */
import { implement } from '@atoll/chassis'
import { payments } from '../../contracts/payments.ts'

/** The implementation of payments, still without handlers. */
export const implementation = implement(payments)
