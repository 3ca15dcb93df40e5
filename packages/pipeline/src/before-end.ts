/**
 * What a piece still has to do before its process ends: for pieces that work inside a service which knows nothing of
 * them. Called by the entries that are used alone; a system's own processes have a life of their own instead.
 */
import { type Clock, systemClock } from './clock.ts'

const signals = ['SIGTERM', 'SIGINT'] as const
/** How long an end waits for what is left to do. Units: milliseconds. */
export const beforeEndMsMax = 5_000
/** The listeners of this file: who hears a signal beside them is a service that ends itself. */
const own = new Set<unknown>()

/**
 * Runs work when this process is told to end, and when it has nothing left to do; it may run for each of the two.
 * Listening to a signal keeps Node from ending, so where nobody else listens the signal is sent again afterwards. Where
 * the service listens, when to end stays its own affair. Returns how to stop listening.
 */
export function beforeEnd(work: () => Promise<unknown>, clock: Clock = systemClock): () => void {
  const finish = async () => {
    const done = new AbortController()
    const late = clock.sleep(beforeEndMsMax, done.signal)
    // Whoever does the work tells what fails of it.
    await Promise.race([work().catch(() => {}), late])
    done.abort()
  }
  const hear = (signal: NodeJS.Signals) => {
    // Asked first of all listeners, while those that listen once are still there.
    const isLeftToUs = process.listeners(signal).every((listener) => own.has(listener))
    stop()
    void finish().then(() => {
      own.delete(hear)
      if (isLeftToUs && own.size === 0) process.kill(process.pid, signal)
    })
  }
  const rest = () => void finish()
  const stop = () => {
    for (const signal of signals) process.off(signal, hear)
  }
  own.add(hear)
  for (const signal of signals) process.prependListener(signal, hear)
  process.once('beforeExit', rest)
  return () => {
    stop()
    own.delete(hear)
    process.off('beforeExit', rest)
  }
}
