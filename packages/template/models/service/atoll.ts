/** A system of the sample service alone, so that it is known to be whole. */
import { system } from '@atoll/system'
import { decisions } from '../system/decisions.ts'
import { service as sampleService } from './services/sample-service/service.ts'

export default system('service', { services: [sampleService], decisions })
