/** Where the handlers of sample service go. */
import { implement } from '@atoll/chassis'
import { sampleService } from '../../contracts/sample-service.ts'

/** The implementation of sample service, still without handlers. */
export const implementation = implement(sampleService)
