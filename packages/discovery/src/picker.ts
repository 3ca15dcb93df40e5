/**
 * Chooses the instance for a call: the less loaded of two taken at random. Called by `choose` at the outgoing border;
 * it never opens a connection.
 */
import { type Clock, type Context, Fault, type Random, systemRandom } from '@atoll/pipeline'
import type { Discovery, Instance } from './instance.ts'
import { createLoads, type Loads } from './load.ts'

/** How long to wait for a first instance when a message has no deadline. Units: milliseconds. */
const waitMsDefault = 10_000
/** What a picker is made of. */
export interface PickerParts {
  readonly clock: Clock
  readonly random?: Random
}

/** Chooses instances and keeps count of the calls under way to each. */
export interface Picker {
  /**
   * The less loaded of two instances taken at random; waits for the first one as long as the call may.
   * Faults: `unavailable` (`no_instance`), executed no; the reason of the cancellation, if the caller went away.
   * Source: M. Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001.
   */
  pick(service: string, context: Context): Promise<Instance>
  /** Counts a call to the instance until the returned function is called. */
  begin(instance: Instance): () => void
  /** Avoids the instance for a while, as it could not be reached, unless no other is there. */
  avoid(instance: Instance): void
}

/** Makes the picker of one process. */
export function createPicker(discovery: Discovery, parts: PickerParts): Picker {
  const { clock, random = systemRandom } = parts
  const loads = createLoads(clock)
  return {
    async pick(service, context) {
      const known = discovery.instances(service)
      const candidates =
        known.length > 0 ? known : await first(discovery, service, { clock, context })
      const fit = candidates.filter((each) => !loads.isAvoided(each))
      return lessLoaded(fit.length > 0 ? fit : candidates, { random, loads })
    },
    begin: (instance) => loads.begin(instance),
    avoid: (instance) => loads.avoid(instance),
  }
}

function lessLoaded(
  candidates: readonly Instance[],
  parts: { readonly random: Random; readonly loads: Loads },
): Instance {
  const { random, loads } = parts
  const index = Math.floor(random.next() * candidates.length)
  // The second is another one: an offset of 1 up to the count less one, around the end.
  const offset = 1 + Math.floor(random.next() * (candidates.length - 1))
  const one = candidates[index]
  const other = candidates[(index + offset) % candidates.length]
  if (one === undefined || other === undefined) throw new TypeError('there is nothing to pick from')
  return loads.inFlight(other) < loads.inFlight(one) ? other : one
}

/** Waits for the first instances of a service, as long as the call may. */
function first(
  discovery: Discovery,
  service: string,
  parts: { readonly clock: Clock; readonly context: Context },
): Promise<readonly Instance[]> {
  const { clock, context } = parts
  return new Promise((resolve, reject) => {
    const ends: (() => void)[] = []
    let isOver = false
    const finish = (settle: () => void) => {
      isOver = true
      for (const end of ends.splice(0)) end()
      settle()
    }
    const remainingMs =
      context.deadlineAt === null ? waitMsDefault : context.deadlineAt - clock.monotonic()
    const timer = clock.timer(remainingMs, () => finish(() => reject(noInstance(service))))
    const stopHearing = context.cancellation.onCancel((reason) => finish(() => reject(reason)))
    const stopWatching = discovery.watch(service, (found) => {
      if (found.length > 0) finish(() => resolve(found))
    })
    ends.push(() => timer.cancel(), stopHearing, stopWatching)
    // Cancelled before it began, or told at once: there was nothing to end yet.
    if (isOver) finish(() => {})
  })
}

function noInstance(service: string): Fault {
  return new Fault({
    kind: 'unavailable',
    code: 'no_instance',
    message: `No instance of '${service}' is running, or none is known here; nothing was done.`,
    executed: 'no',
  })
}
