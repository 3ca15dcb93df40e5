/** The chain with each service behind HAProxy: one line of its decisions differs. */
import { haproxy, withDecisions } from '@atoll/system'
import chain from '../chain/atoll.ts'

export default withDecisions(chain, { discovery: haproxy() })
