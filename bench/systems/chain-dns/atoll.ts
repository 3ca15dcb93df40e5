/** The chain found through DNS: one line of its decisions differs. */
import { dns, withDecisions } from '@atoll/system'
import chain from '../chain/atoll.ts'

export default withDecisions(chain, { discovery: dns() })
