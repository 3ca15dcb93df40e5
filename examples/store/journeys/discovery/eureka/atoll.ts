/** The store as it is, found through Eureka: one line of its decisions differs. */
import { eureka, withDecisions } from '@atoll/system'
import store from '../../../atoll.ts'

export default withDecisions(store, {
  discovery: eureka({
    servers: ['http://127.0.0.1:8761/eureka'],
    renewMs: 1_000,
    leaseMs: 2_000,
    fetchMs: 300,
  }),
})
