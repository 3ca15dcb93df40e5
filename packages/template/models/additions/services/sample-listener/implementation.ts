/** Where the handlers of the listener go. */
import { implement } from '@atoll/chassis'
import { sampleListener } from '../../contracts/sample-listener.ts'

/** The implementation of the listener, still without handlers. */
export const implementation = implement(sampleListener)
