/** The store as it is, found through DNS: one line of its decisions differs. */
import { dns, withDecisions } from '@atoll/system'
import store from '../../../atoll.ts'

export default withDecisions(store, { discovery: dns({ askMs: 200 }) })
