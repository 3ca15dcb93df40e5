/** Time as it is passed in. `Date.now` and `setTimeout` of the whole platform stand in this file only. */

/** A pending alarm. */
export interface Timer {
  cancel(): void
}

/** Where time comes from. */
export interface Clock {
  /** Wall time. Units: milliseconds since 1970. */
  now(): number
  /** Time that never jumps; only differences mean something. Units: milliseconds. */
  monotonic(): number
  /** Runs `run` once after the delay. It does not keep the process alive. */
  timer(delayMs: number, run: () => void): Timer
  /** Waits; ends early, without a fault, when the signal fires. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>
}

/** The longest delay Node's timers hold. Units: milliseconds. */
const delayMsMax = 2 ** 31 - 1

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  timer(delayMs, run) {
    const handle = setTimeout(run, Math.min(Math.max(delayMs, 0), delayMsMax))
    handle.unref()
    return { cancel: () => clearTimeout(handle) }
  },
  sleep(delayMs, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const finish = () => {
        clearTimeout(handle)
        signal?.removeEventListener('abort', finish)
        resolve()
      }
      const handle = setTimeout(finish, Math.min(Math.max(delayMs, 0), delayMsMax))
      signal?.addEventListener('abort', finish, { once: true })
    })
  },
}
