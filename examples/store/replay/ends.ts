/** Waits until every accepted order has ended, by looking at each through the public interface. Changes nothing. */
import type { Clock } from '@atoll/pipeline'
import type { Ledger, Taken } from './ledger.ts'
import type { Shopper } from './shopper.ts'

/** Few, so that looking costs the store little. */
const looksAtOnce = 4
/** Units: milliseconds */
const pauseMs = 100

/** How they are waited for. */
export interface Awaiting {
  readonly shopper: Pick<Shopper, 'look'>
  readonly clock: Clock
  readonly signal: AbortSignal
  /** It gives up when nothing has ended for so long. Units: milliseconds */
  readonly patienceMs: number
}

/** Resolves when all have ended, nothing ends any more, or the signal fires; the ledger says which. */
export async function awaitEnds(
  ledger: Ledger,
  { shopper, clock, signal, patienceMs }: Awaiting,
): Promise<void> {
  let lastEndAt = clock.monotonic()
  const waiting = [...ledger.taken.values()]
  const isOver = () => signal.aborted || clock.monotonic() - lastEndAt > patienceMs
  const look = async ({ email, orderId }: Taken) => {
    const standing = await shopper.look(email, orderId).catch(() => null)
    if (standing?.isFinal !== true) return false
    ledger.ends.set(orderId, standing)
    lastEndAt = clock.monotonic()
    return true
  }
  const follow = async () => {
    for (let taken = waiting.shift(); taken !== undefined; taken = waiting.shift()) {
      if (isOver()) return
      if (await look(taken)) continue
      // Behind the others, which may have ended while this one never does.
      waiting.push(taken)
      await clock.sleep(pauseMs, signal)
    }
  }
  await Promise.all(Array.from({ length: looksAtOnce }, follow))
}
