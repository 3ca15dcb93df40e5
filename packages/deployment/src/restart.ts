/**
 * When a process that ended is started again, and when it is given up. Pure: a history and an end go in, the next
 * history and a decision come out. Supervisors call it; it neither waits nor starts.
 */
import type { Random } from '@atoll/pipeline'

/** The numbers of the policy. */
export interface RestartRules {
  /** The first wait. Units: milliseconds. */
  readonly backOffMsMin: number
  /** The longest wait. Units: milliseconds. */
  readonly backOffMsMax: number
  /** Ready for so long, and what went before is forgotten. Units: milliseconds. */
  readonly healthyMs: number
  /** Starts in a row without becoming ready, for a process that never was ready: probably its program is wrong. */
  readonly firstStartsMax: number
  /** The same for one that was ready before: probably something around it is down, and may come back. */
  readonly laterStartsMax: number
}

/** What a laptop and a host want. */
export const restartRules: RestartRules = {
  backOffMsMin: 100,
  backOffMsMax: 10_000,
  healthyMs: 30_000,
  firstStartsMax: 3,
  laterStartsMax: 10,
}

/** What the policy remembers of one process. */
export interface RestartHistory {
  readonly wasReady: boolean
  /** Ends since it was last healthy. */
  readonly ends: number
  /** Ends since it was last ready. */
  readonly endsUnready: number
}

/** The history of a process that did not start yet. */
export const noRestarts: RestartHistory = { wasReady: false, ends: 0, endsUnready: 0 }

/** How a process ended that should not have ended. */
export interface ProcessEnd {
  /** How long it was ready; null if it never was. Units: milliseconds. */
  readonly readyForMs: number | null
  /** It said itself that a repetition would not help. */
  readonly isFinal: boolean
}

/** What happens next. */
export type RestartDecision =
  /** Units: milliseconds. */
  { readonly kind: 'restart'; readonly delayMs: number } | { readonly kind: 'give-up' }

/**
 * Decides what follows the end of a process.
 * Shape: the wait doubles with each end, and is shortened by chance to at least its half, so that processes which fell
 * together do not come back together.
 */
export function decideRestart(
  history: RestartHistory,
  end: ProcessEnd,
  { random, rules = restartRules }: { readonly random: Random; readonly rules?: RestartRules },
): { readonly history: RestartHistory; readonly decision: RestartDecision } {
  const { readyForMs, isFinal } = end
  const isHealthy = readyForMs !== null && readyForMs >= rules.healthyMs
  const next: RestartHistory = {
    wasReady: history.wasReady || readyForMs !== null,
    ends: isHealthy ? 1 : history.ends + 1,
    endsUnready: readyForMs === null ? history.endsUnready + 1 : 0,
  }
  const startsMax = next.wasReady ? rules.laterStartsMax : rules.firstStartsMax
  if (isFinal || next.endsUnready >= startsMax)
    return { history: next, decision: { kind: 'give-up' } }
  const wholeMs = Math.min(rules.backOffMsMax, rules.backOffMsMin * 2 ** (next.ends - 1))
  const delayMs = Math.round(wholeMs * (0.5 + random.next() / 2))
  return { history: next, decision: { kind: 'restart', delayMs } }
}
