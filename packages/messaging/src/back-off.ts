/** How long to wait before the next try. Used by lane consumers and adapters; it never waits itself. */
import type { Random } from '@atoll/pipeline'

/** The first and the longest wait. Units: milliseconds. */
export const retryDelayMsMin = 50
export const retryDelayMsMax = 5_000

const doublingsMax = 10

/**
 * Doubles with each attempt from the shortest to the longest delay, the upper half of it by chance.
 * Units    attempt: 1 after the first failure; answers milliseconds
 */
export function retryDelayMs(attempt: number, random: Random): number {
  const doublings = Math.min(attempt - 1, doublingsMax)
  const delayMs = Math.min(retryDelayMsMin * 2 ** doublings, retryDelayMsMax)
  return delayMs / 2 + (random.next() * delayMs) / 2
}
