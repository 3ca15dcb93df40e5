/**
 * How work in progress learns that nobody waits for it any more. Cheaper than an AbortController per call: the signal
 * is made only when somebody asks for it.
 */
import type { Fault } from './fault.ts'

/** The right to be told that work is no longer wanted. */
export class Cancellation {
  #reason: Fault | null = null
  #listeners: Set<(reason: Fault) => void> | null = null
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
    const listeners = this.#listeners
    this.#listeners = null
    for (const listener of listeners ?? []) listener(reason)
  }

  /** Calls the listener once when work is cancelled, at once if it already is. Returns how to stop listening. */
  onCancel(listener: (reason: Fault) => void): () => void {
    if (this.#reason !== null) {
      listener(this.#reason)
      return () => {}
    }
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => void this.#listeners?.delete(listener)
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
    work.then(resolve, reject).finally(stop)
  })
}
