/**
 * How many repetitions may be added to a load: a share of the calls and a trickle beside, so that repeating never
 * becomes the load that keeps a callee down. Called by `retry` and `hedge`.
 */
import type { Clock } from '@atoll/pipeline'

/** Repetitions earned by each call. Units: repetitions per call. */
export const retryShare = 0.2
/** Repetitions earned by time alone, so that a callee that is rarely called can be repeated too. Units: per second. */
export const retriesPerSecondMin = 1
/** The most that can be saved up, and what a process begins with. Units: repetitions. */
export const retriesSavedMax = 10

/** The repetitions that one callee may still be sent. */
export interface RetryBudget {
  /** Notes a first attempt. */
  earn(): void
  /** Takes one repetition, if there is one. */
  spend(): boolean
}

/** The budgets of all callees of one process, for whatever repeats calls. */
export interface RetryBudgets {
  of(callee: string): RetryBudget
}

/** Makes them, each full. One for each contract that the program names: bounded by its source. */
export function createRetryBudgets(clock: Clock): RetryBudgets {
  const budgets = new Map<string, RetryBudget>()
  return {
    of(callee) {
      const known = budgets.get(callee)
      if (known !== undefined) return known
      const budget = createRetryBudget(clock)
      budgets.set(callee, budget)
      return budget
    },
  }
}

/** Makes the budget of one callee, full. */
function createRetryBudget(clock: Clock): RetryBudget {
  let saved = retriesSavedMax
  let countedAt = clock.monotonic()
  const add = (count: number) => {
    saved = Math.min(retriesSavedMax, saved + count)
  }
  const addByTime = () => {
    const now = clock.monotonic()
    add(((now - countedAt) / 1000) * retriesPerSecondMin)
    countedAt = now
  }
  return {
    earn: () => add(retryShare),
    spend() {
      addByTime()
      if (saved < 1) return false
      saved -= 1
      return true
    },
  }
}
