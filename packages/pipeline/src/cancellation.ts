/**
 * How work in progress learns that nobody waits for it any more. Cheaper than an AbortController per call: the signal
 * is made only when somebody asks for it.
 */
import type { Clock } from './clock.ts'
import type { Fault } from './fault.ts'

type Listener = (reason: Fault) => void

/** The right to be told that work is no longer wanted. */
export class Cancellation {
  #reason: Fault | null = null
  /** Most work has one listener: the work below it. */
  #listener: Listener | null = null
  #others: Set<Listener> | null = null
  #controller: AbortController | null = null

  /** Why the work is no longer wanted, or null while it is. */
  get reason(): Fault | null {
    return this.#reason
  }

  /** The same as an AbortSignal, for libraries that take one. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController()
      if (this.#reason !== null) this.#controller.abort(this.#reason)
    }
    return this.#controller.signal
  }

  /** Tells everybody once; later reasons are ignored. */
  cancel(reason: Fault): void {
    if (this.#reason !== null) return
    this.#reason = reason
    this.#controller?.abort(reason)
    const first = this.#listener
    const others = this.#others
    this.#listener = null
    this.#others = null
    first?.(reason)
    for (const listener of others ?? []) listener(reason)
  }

  /** Calls the listener once when work is cancelled, at once if it already is. Returns how to stop listening. */
  onCancel(listener: (reason: Fault) => void): () => void {
    if (this.#reason !== null) {
      listener(this.#reason)
      return () => {}
    }
    if (this.#listener === null) this.#listener = listener
    else (this.#others ??= new Set()).add(listener)
    return () => this.#forget(listener)
  }

  #forget(listener: Listener): void {
    if (this.#listener === listener) this.#listener = null
    else this.#others?.delete(listener)
  }

  /** Throws the reason if there is one. */
  check(): void {
    if (this.#reason !== null) throw this.#reason
  }
}

/** Settles like the work, or rejects as soon as the work is cancelled; the work itself must watch the cancellation. */
export function untilCancelled<T>(cancellation: Cancellation, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = cancellation.onCancel(reject)
    const stopThen =
      <A>(settle: (answer: A) => void) =>
      (answer: A) => {
        stop()
        settle(answer)
      }
    work.then(stopThen(resolve), stopThen(reject))
  })
}

/** What work may take, and why it is cancelled then. */
export interface TimeLimit {
  readonly clock: Clock
  /** Units: milliseconds. */
  readonly timeoutMs: number
  readonly late: () => Fault
}

/** As `untilCancelled`, for work that is cancelled when its time is over. Faults: those of the work; `late()`. */
export function untilLate<T>(
  cancellation: Cancellation,
  { clock, timeoutMs, late }: TimeLimit,
  work: () => Promise<T>,
): Promise<T> {
  const timer = clock.timer(timeoutMs, () => cancellation.cancel(late()))
  return untilCancelled(cancellation, work()).finally(() => timer.cancel())
}
