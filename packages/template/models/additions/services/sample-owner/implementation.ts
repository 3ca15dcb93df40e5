/** Where the handlers of the owner go. */
import { implement } from '@atoll/chassis'
import { sampleOwner } from '../../contracts/sample-owner.ts'

/** The implementation of the owner, still without handlers. */
export const implementation = implement(sampleOwner)
