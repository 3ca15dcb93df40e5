/**
 * Waiting for work: woken at once by whoever made some, else looking again after a pause that grows while there is
 * none. The waiter runs on in its own async context, never in that of the transaction that woke it.
 */
import type { Clock, Timer } from '@atoll/pipeline'

/** Something to wait on. */
export interface Waker {
  wake(): void
  wait(): Promise<void>
}

/** Units: milliseconds. A wake resets the pause to its shortest. */
export function createWaker(
  clock: Clock,
  pause: { readonly delayMsMin: number; readonly delayMsMax: number },
): Waker {
  let delayMs = pause.delayMsMin
  let woken = false
  let resume: (() => void) | null = null
  let timer: Timer | null = null
  return {
    wake() {
      woken = true
      delayMs = pause.delayMsMin
      timer?.cancel()
      resume?.()
    },
    async wait() {
      if (!woken) {
        await new Promise<void>((resolve) => {
          resume = resolve
          timer = clock.timer(delayMs, resolve)
        })
        delayMs = woken ? pause.delayMsMin : Math.min(delayMs * 2, pause.delayMsMax)
      }
      woken = false
      resume = null
      timer = null
    },
  }
}
