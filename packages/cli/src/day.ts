/** The day it is, in UTC, as reports and records of one day agree wherever they are made. */
import type { Clock } from '@atoll/pipeline'

/** Today. Shape: YYYY-MM-DD */
export function dayOf(clock: Clock): string {
  return new Date(clock.now()).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
