/** How a call ended, as a circuit counts it. Small numbers, since they are kept in arrays of bytes. */
import type { FaultKind } from '@atoll/contract'
import { isFault } from '@atoll/pipeline'

/** Every way to end. */
export const outcome = {
  /** Answered, with an output or a declared fault. */
  success: 0,
  /** Refused by a callee that is well: the caller's own mistake, or its limit. */
  declined: 1,
  failure: 2,
  timeout: 3,
  /** Nobody waited, or it was too late before it began: nothing is learnt of the callee. */
  unjudged: 4,
  /** Not sent, since the circuit was open. */
  shortCircuited: 5,
  /** Not sent, since the callee had as many calls under way as it may. */
  rejected: 6,
  fellBack: 7,
  fallbackFailed: 8,
} as const

/** One of them. */
export type Outcome = (typeof outcome)[keyof typeof outcome]

/** How many there are. */
export const outcomesCount = 9

/** Kinds that say the callee is not well. */
const failures: ReadonlySet<FaultKind> = new Set<FaultKind>(['unavailable', 'deadline', 'internal'])

/** What a circuit learns of whatever was thrown; what is no fault counts as a failure. */
export function outcomeOf(thrown: unknown): Outcome {
  if (!isFault(thrown)) return outcome.failure
  // A brand says that it is a fault; the copy of the class does not matter.
  const { kind, executed } = thrown
  if (kind === 'cancelled' || (kind === 'deadline' && executed === 'no')) return outcome.unjudged
  if (!failures.has(kind)) return outcome.declined
  return kind === 'deadline' ? outcome.timeout : outcome.failure
}

/** Whether it counts against the callee. */
export function isFailure(one: Outcome): boolean {
  return one === outcome.failure || one === outcome.timeout
}
