/** The store as one deployable: one line of its decisions differs. */
import { monolith, withDecisions } from '@atoll/system'
import store from '../../atoll.ts'

export default withDecisions(store, { architecture: monolith() })
