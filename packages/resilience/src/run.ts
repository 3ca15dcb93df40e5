/** Runs a function of anybody's through a circuit, in time, with something to answer instead. Called by `breaker.ts`. */
import { Cancellation, type Clock, Fault, untilLate } from '@atoll/pipeline'
import type { Line } from './breaker.ts'
import { outcome, outcomeOf } from './outcome.ts'

/** How one function is run. */
export interface RunOptions<T> {
  /** Units: milliseconds. Then the signal fires and the run ends with a `deadline`. */
  readonly timeoutMs?: number
  /** What to answer instead when the callee fails, is late, or is not asked. */
  readonly fallback?: (why: Fault) => T | Promise<T>
  /**
   * Whether what the work threw says that the callee is not well; all of it does if nobody says, or if this throws. Not
   * asked where the time was over: that is a failure.
   */
  readonly isFailure?: (thrown: unknown) => boolean
}

type Work<T> = (signal: AbortSignal) => T | Promise<T>

/** Faults: those of `Breaker.run`. */
export async function runOrFallBack<T>(
  line: Line,
  work: Work<T>,
  options: RunOptions<T>,
): Promise<T> {
  const { fallback, timeoutMs } = options
  const flight = line.begin()
  if (flight instanceof Fault) return fallBack(line, flight, fallback)
  const cancellation = new Cancellation()
  try {
    const value = await runInTime(line.clock, work, { timeoutMs, cancellation })
    line.end(flight, outcome.success)
    return value
  } catch (thrown) {
    const isLate = thrown === cancellation.reason
    const one = isLate || saysFailure(options, thrown) ? outcomeOf(thrown) : outcome.declined
    line.end(flight, one)
    if (one === outcome.declined || one === outcome.unjudged) throw thrown
    return fallBack(line, thrown, fallback)
  }
}

function saysFailure<T>({ isFailure }: RunOptions<T>, thrown: unknown): boolean {
  try {
    return isFailure === undefined || isFailure(thrown)
  } catch {
    // It reads what it expects, such as a status, and a connection that was refused has none.
    return true
  }
}

/** Faults: what was thrown, where there is no fallback; what the fallback throws. */
async function fallBack<T>(
  line: Line,
  thrown: unknown,
  fallback: RunOptions<T>['fallback'],
): Promise<T> {
  if (fallback === undefined) throw thrown
  const why = Fault.from(thrown)
  let hasFailed = true
  try {
    const value = await fallback(why)
    hasFailed = false
    return value
  } finally {
    line.fellBack(why, hasFailed)
  }
}

function runInTime<T>(
  clock: Clock,
  work: Work<T>,
  parts: { readonly timeoutMs: number | undefined; readonly cancellation: Cancellation },
): Promise<T> {
  const { timeoutMs, cancellation } = parts
  const running = () => Promise.try(() => work(cancellation.signal))
  if (timeoutMs === undefined) return running()
  return untilLate(cancellation, { clock, timeoutMs, late: () => timedOut(timeoutMs) }, running)
}

function timedOut(timeoutMs: number): Fault {
  const message = `It took longer than ${timeoutMs} ms; nobody knows whether it was done.`
  return new Fault({ kind: 'deadline', code: 'timed_out', message, executed: 'unknown' })
}
