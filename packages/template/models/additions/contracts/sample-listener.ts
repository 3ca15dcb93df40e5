/** A service that only listens. */
import { contract } from '@atoll/contract'

/** The listener. */
export const sampleListener = contract('sample-listener', 1, {})
