/** The store as it is, its services behind HAProxy: one line of its decisions differs. */
import { haproxy, withDecisions } from '@atoll/system'
import store from '../../../atoll.ts'

export default withDecisions(store, {
  discovery: haproxy({ checkMs: 500, checkTimeoutMs: 1_000, healthy: 1, drainMs: 10_000 }),
})
