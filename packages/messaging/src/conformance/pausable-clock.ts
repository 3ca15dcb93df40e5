/**
 * A clock that stops one instance the way a stopped process stops: its alarms wait until it goes on, while time itself
 * does not. Given to one connection by the tests of adapters whose leases are kept by our own code.
 */
import type { Clock, Timer } from '@atoll/pipeline'

/** A clock whose alarms can be held back. */
export interface PausableClock extends Clock {
  pause(): void
  /** Runs all alarms that came due meanwhile. */
  resume(): void
}

/** Wraps the clock of one instance. */
export function createPausableClock(clock: Clock): PausableClock {
  const held = new Set<() => void>()
  let isPaused = false
  const timer = (delayMs: number, run: () => void): Timer => {
    const due = (): void => {
      if (isPaused) held.add(run)
      else run()
    }
    const inner = clock.timer(delayMs, due)
    return {
      cancel() {
        inner.cancel()
        held.delete(run)
      },
    }
  }
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    timer,
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const alarm = timer(delayMs, () => finish())
        const finish = (): void => {
          alarm.cancel()
          signal?.removeEventListener('abort', finish)
          resolve()
        }
        signal?.addEventListener('abort', finish, { once: true })
      }),
    pause() {
      isPaused = true
    },
    resume() {
      isPaused = false
      const due = [...held]
      held.clear()
      for (const run of due) run()
    },
  }
}
