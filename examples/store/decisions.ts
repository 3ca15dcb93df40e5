/** The store's answers to the questions of the language, one each. */
import { oneProcess, postgres, rest } from '@atoll/system'

export const decisions = {
  deployment: oneProcess(),
  communication: { default: rest() },
  messaging: postgres(),
}
