/** A process falls under a steady load: how many actions fail, and how long until all are served again. */
import type { Clock } from '@atoll/pipeline'
import { type Action, startSteadyLoad } from './load.ts'
import type { RunningSide } from './stage.ts'
import type { Customer } from './trial.ts'

/** What a fall did. */
export interface Fall {
  /** Which process fell. */
  readonly process: string
  /** Actions that failed from the fall on. */
  readonly failed: number
  /** From the fall to the first action served after the last that failed; 0 if none failed. Units: milliseconds. */
  readonly wellMs: number
  /** The longest wait for an action that was served: calls may wait for what fell to come back. Units: milliseconds. */
  readonly longestMs: number
  /** Whether everything was ready and served again in time. */
  readonly isSurvived: boolean
}

/** The load before the fall. Units: milliseconds. */
const beforeMs = 1_000
/** Nothing fails for so long: it is well again. Units: milliseconds. */
const quietMs = 2_000
/** A fall that takes longer was not survived. Units: milliseconds. */
const wellMsMax = 60_000
/** Units: milliseconds. */
const lookMs = 20

/** Kills a process under load. */
export async function fallUnder(
  { side, customers, clock }: Stricken,
  { process, perSecond }: { readonly process: string; readonly perSecond: number },
): Promise<Fall> {
  const load = startSteadyLoad(customers, perSecond, clock)
  await clock.sleep(beforeMs)
  const fellAt = clock.monotonic()
  await side.kill(process)
  const isSurvived = await untilWell(load, { side, fellAt, clock })
  const actions = await load.stop()
  const after = actions.filter(({ endAt }) => endAt >= fellAt)
  const failed = after.filter(({ problem }) => problem !== null)
  const served = after.flatMap((each) => (each.problem === null ? [each.endAt - each.dueAt] : []))
  const longestMs = Math.max(0, ...served)
  return { process, failed: failed.length, wellMs: wellMsOf(after, fellAt), longestMs, isSurvived }
}

/** What a fall happens to. */
export interface Stricken {
  readonly side: RunningSide
  readonly customers: readonly Customer[]
  readonly clock: Clock
}

async function untilWell(
  load: { readonly ended: readonly Action[] },
  { side, fellAt, clock }: Pick<Stricken, 'side' | 'clock'> & { readonly fellAt: number },
): Promise<boolean> {
  while (clock.monotonic() - fellAt < wellMsMax) {
    await clock.sleep(lookMs)
    const now = clock.monotonic()
    const lastBad = load.ended.reduce(
      (last, { endAt, problem }) => (problem === null ? last : Math.max(last, endAt)),
      fellAt,
    )
    const isReady = side.processes().every((each) => each.isReady)
    const isServed = load.ended.some(({ dueAt, problem }) => problem === null && dueAt > lastBad)
    if (isReady && isServed && now - lastBad >= quietMs) return true
  }
  return false
}

/** Units: milliseconds. */
export function wellMsOf(actions: readonly Action[], fellAt: number): number {
  const failed = actions.filter(({ problem }) => problem !== null)
  if (failed.length === 0) return 0
  const lastDue = Math.max(...failed.map(({ dueAt }) => dueAt))
  const good = actions.filter(({ dueAt, problem }) => problem === null && dueAt > lastDue)
  if (good.length === 0) return Number.NaN
  return Math.min(...good.map(({ endAt }) => endAt)) - fellAt
}
