/**
 * What ends a command that runs: Ctrl-C, SIGTERM, a closed terminal, or the death of the launcher above it. The first
 * asks, the second insists.
 */
import type { Clock } from '@atoll/pipeline'

/**
 * npm passes Ctrl-C on to a child that the terminal told already; signals closer together are one. Units: milliseconds.
 */
export const echoMsMax = 500

/** What a signal means. */
export type Wish = 'stop' | 'now' | 'echo'

/** Makes a judge of one command's signals. */
export function createSignalJudge(clock: Clock): () => Wish {
  let firstAt: number | null = null
  return () => {
    const at = clock.monotonic()
    if (firstAt === null) {
      firstAt = at
      return 'stop'
    }
    return at - firstAt < echoMsMax ? 'echo' : 'now'
  }
}

/** What people wished so far. */
export interface Ending {
  /** Settles with the first wish. */
  readonly stop: Promise<void>
  /** Settles with the second. */
  readonly now: Promise<void>
  readonly isAsked: boolean
}

/** How often a program below npm looks whether npm's shell is still there. Units: milliseconds. */
const parentLookMs = 500

/** Calls once when the parent of this process has ended. npm's shell ends on SIGTERM without passing it on. */
function whenOrphaned(clock: Clock, orphaned: () => void): void {
  const parent = process.ppid
  const look = () => (process.ppid === parent ? clock.timer(parentLookMs, look) : orphaned())
  look()
}

/** Listens to the signals of this process, and below npm to the end of its shell. */
export function listenForEnding(clock: Clock, isBelowNpm: boolean): Ending {
  const judge = createSignalJudge(clock)
  const stop = Promise.withResolvers<void>()
  const now = Promise.withResolvers<void>()
  let isAsked = false
  const hear = () => {
    const wish = judge()
    isAsked = true
    if (wish === 'stop') stop.resolve()
    if (wish === 'now') now.resolve()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear)
  if (process.connected) process.once('disconnect', hear)
  if (isBelowNpm) whenOrphaned(clock, hear)
  return {
    stop: stop.promise,
    now: now.promise,
    get isAsked() {
      return isAsked
    },
  }
}
