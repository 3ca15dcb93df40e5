/**
 * Background work, one turn after the other: woken at once by whoever made work, else looking again after a pause that
 * grows while there is none. It runs on in the async context of its start, never in that of the transaction that woke
 * it, since an await goes on where it began. Relay and retries are such loops.
 */
import type { Clock } from '@atoll/pipeline'

/** Work in the background. */
export interface Loop {
  /** Says that there is something to do. */
  wake(): void
  /** Begins no further turn; resolves when the one under way has ended. */
  stop(): Promise<void>
}

/** What a loop is made of. */
export interface LoopParts {
  readonly clock: Clock
  /** Does what there is to do; answers whether there was anything. */
  readonly turn: () => Promise<boolean>
  readonly onError: (error: unknown) => void
  /** The pause while there is nothing to do: at first, and after doubling. Units: milliseconds. */
  readonly idleMsMin: number
  readonly idleMsMax: number
}

/** The pause after a turn that failed, which no wake shortens: at first, and after doubling. Units: milliseconds. */
const failedMsMin = 50
const failedMsMax = 2_000

/** A reason of our own: without one each end would make an exception with a stack that nobody reads. */
const ended = 'ended'

/** Starts a loop. */
export function startLoop(parts: LoopParts): Loop {
  const { clock, turn, onError, idleMsMin, idleMsMax } = parts
  const stopping = new AbortController()
  let woken = false
  let endPause = () => {}
  const pauseUnlessWoken = (delayMs: number) =>
    new Promise<void>((resolve) => {
      const timer = clock.timer(delayMs, resolve)
      endPause = () => {
        timer.cancel()
        resolve()
      }
      if (woken) endPause()
    })
  const run = async () => {
    let idleMs = idleMsMin
    let failedMs = failedMsMin
    while (!stopping.signal.aborted) {
      woken = false
      try {
        const busy = await turn()
        failedMs = failedMsMin
        if (busy || woken) idleMs = idleMsMin
        if (busy) continue
        await pauseUnlessWoken(idleMs)
        idleMs = woken ? idleMsMin : Math.min(idleMs * 2, idleMsMax)
      } catch (error) {
        onError(error)
        await clock.sleep(failedMs, stopping.signal)
        failedMs = Math.min(failedMs * 2, failedMsMax)
      }
    }
  }
  const running = run()
  const wake = () => {
    woken = true
    endPause()
  }
  return {
    wake,
    async stop() {
      stopping.abort(ended)
      wake()
      await running
    },
  }
}
