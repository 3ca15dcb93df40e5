/**
 * Customers at work on one side: as many actions as get done, for throughput and cost, or a steady number in a second, for
 * waits and falls. An action that is not served counts as failed and is not asked about again.
 */
import type { Clock } from '@atoll/pipeline'
import type { Customer } from './trial.ts'

/** One action of a steady load. Units: milliseconds of the clock's own count. */
export interface Action {
  /** When it was to begin. */
  readonly dueAt: number
  readonly endAt: number
  /** Why it was not served; null when it was. */
  readonly problem: string | null
}

/** What customers got done who acted again and again. */
export interface Work {
  readonly done: number
  readonly failed: number
  /** Until all that was begun had ended. Units: seconds. */
  readonly seconds: number
  /** The first failure; null without any. */
  readonly problem: string | null
}

/** How long a customer waits after an action that failed, as people do. Units: milliseconds. */
const afterFailureMs = 50

/** Every customer acts again and again for so long, then all that was begun is waited for. */
export async function workFor(
  customers: readonly Customer[],
  seconds: number,
  clock: Clock,
): Promise<Work> {
  const startedAt = clock.monotonic()
  const endsAt = startedAt + seconds * 1000
  const found = { done: 0, failed: 0, problem: null as string | null }
  const work = async (customer: Customer) => {
    while (clock.monotonic() < endsAt) {
      const problem = await problemOf(customer.act())
      if (problem === null) found.done += 1
      else {
        found.failed += 1
        found.problem ??= problem
        await clock.sleep(afterFailureMs)
      }
    }
    await customer.rest?.()
  }
  await Promise.all(customers.map(work))
  return { ...found, seconds: (clock.monotonic() - startedAt) / 1000 }
}

/** A load that goes on. */
export interface SteadyLoad {
  /** All actions that have ended so far. */
  readonly ended: readonly Action[]
  /** Begins nothing more, and resolves when all that was begun has ended. */
  stop(): Promise<readonly Action[]>
}

/** Actions that may be under way at once; more are not begun and count as failed. */
const underWayMax = 2_000

/**
 * Begins so many actions in a second, whether or not earlier ones have ended, so that a slow answer is not asked less often.
 * Waits count from when an action was due. Units: actions in a second.
 */
export function startSteadyLoad(
  customers: readonly Customer[],
  perSecond: number,
  clock: Clock,
): SteadyLoad {
  const ended: Action[] = []
  const underWay = new Set<Promise<void>>()
  const startedAt = clock.monotonic()
  const ending = new AbortController()
  const begin = (dueAt: number, customer: Customer) => {
    if (underWay.size >= underWayMax) {
      ended.push({ dueAt, endAt: dueAt, problem: `${underWayMax} actions are under way already` })
      return
    }
    const acting = problemOf(customer.act()).then((problem) => {
      underWay.delete(acting)
      ended.push({ dueAt, endAt: clock.monotonic(), problem })
    })
    underWay.add(acting)
  }
  const run = async () => {
    for (let count = 0; !ending.signal.aborted; count += 1) {
      const dueAt = startedAt + (count * 1000) / perSecond
      const waitMs = dueAt - clock.monotonic()
      if (waitMs > 0) await clock.sleep(waitMs, ending.signal).catch(() => {})
      const customer = customers[count % customers.length]
      if (customer !== undefined && !ending.signal.aborted) begin(dueAt, customer)
    }
  }
  const running = run()
  return {
    ended,
    async stop() {
      ending.abort()
      await running
      await Promise.all(underWay)
      return ended
    },
  }
}

/** What an action did wrong, as a sentence; null if nothing. */
async function problemOf(action: Promise<unknown>): Promise<string | null> {
  try {
    await action
    return null
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}
