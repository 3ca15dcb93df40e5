/**
 * How a child ends: asked by a signal, or because its supervisor is gone. It ends once and orderly, and in any case.
 */
import type { Clock } from '@atoll/pipeline'

/** What a child whose supervisor is gone may take to stop; nobody else would end it. Units: milliseconds. */
const orphanMsMax = 20_000

/** Begins to listen for the end; answers how to say what to do then. Until that is said, an end is immediate. */
export function createStop(clock: Clock): (stop: () => Promise<void>) => void {
  let stop: () => Promise<void> = () => Promise.resolve()
  let isStopping = false
  const end = () => {
    if (isStopping) return
    isStopping = true
    stop().then(
      () => process.exit(0),
      (thrown: unknown) => {
        process.stderr.write(`stopping failed: ${String(thrown)}\n`)
        process.exit(1)
      },
    )
  }
  const endOnSignal = () => (isStopping ? process.exit(1) : end())
  process.on('SIGTERM', endOnSignal)
  process.on('SIGINT', endOnSignal)
  process.on('disconnect', () => {
    clock.timer(orphanMsMax, () => process.exit(1))
    end()
  })
  // The pipes end with the supervisor; what is printed while stopping is lost then, and must not end us earlier.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  return (onStop) => void (stop = onStop)
}
