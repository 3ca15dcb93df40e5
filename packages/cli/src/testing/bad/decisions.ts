/** What was decided for the bad system: almost nothing. */
import { microservices, postgres, rest } from '@atoll/system'

export const decisions = {
  architecture: microservices(),
  communication: rest(),
  messaging: postgres(),
}
