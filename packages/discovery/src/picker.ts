/**
 * Chooses the instance for a call: the less loaded of two taken at random, in one's own zone and among those that do not
 * fail. Called by `choose` at the outgoing border; it never opens a connection.
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
  /** Where this process runs. Instances whose metadata says the same `zone` are preferred. */
  readonly zone?: string | null
}

/** Chooses instances and keeps count of the calls to each. */
export interface Picker {
  /**
   * The less loaded of two instances taken at random, where load is calls under way times how long they take; waits for
   * the first instance as long as the call may. Those that failed are left out while at least half remain.
   * Faults: `unavailable` (`no_instance`), executed no; the reason of the cancellation, if the caller went away.
   * Source: M. Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001.
   */
  pick(service: string, context: Context): Promise<Instance>
  /**
   * Counts a call to the instance until the returned function is called with the fault it ended with, or null. One that
   * could not be reached, or failed often, is left out for a while.
   */
  begin(instance: Instance): (fault: Fault | null) => void
}

/** Makes the picker of one process. */
export function createPicker(discovery: Discovery, parts: PickerParts): Picker {
  const { clock, random = systemRandom, zone = null } = parts
  const loads = createLoads(clock)
  return {
    async pick(service, context) {
      const known = discovery.instances(service)
      const candidates =
        known.length > 0 ? known : await first(discovery, service, { clock, context })
      loads.know(service, candidates)
      const near = inZone(fitOf(candidates, loads), zone)
      return lessLoaded(warmOf(near, { random, loads }), { random, loads })
    },
    begin: (instance) => loads.begin(instance),
  }
}

/** Of the instances that can be reached this part stays, whatever they do: else one bad release ejects everybody. */
const stayPart = 0.5

/** Those that can be reached and do not fail; more, where too few would be left. */
function fitOf(candidates: readonly Instance[], loads: Loads): readonly Instance[] {
  const reachable = someOf(candidates, (each) => loads.isReachable(each))
  const sound = reachable.filter((each) => loads.isSound(each))
  return sound.length >= reachable.length * stayPart ? sound : reachable
}

/** One that has just joined takes part in a part of the choices. */
function warmOf(
  candidates: readonly Instance[],
  { random, loads }: { readonly random: Random; readonly loads: Loads },
): readonly Instance[] {
  return someOf(candidates, (each) => {
    const part = loads.partOf(each)
    return part === 1 || random.next() < part
  })
}

/** Those that are so; all, where nobody is. */
function someOf(
  candidates: readonly Instance[],
  isSo: (instance: Instance) => boolean,
): readonly Instance[] {
  const some = candidates.filter(isSo)
  return some.length > 0 ? some : candidates
}

/** Those of one's own zone, where there are any. */
function inZone(candidates: readonly Instance[], zone: string | null): readonly Instance[] {
  if (zone === null) return candidates
  return someOf(candidates, ({ metadata }) => metadata?.['zone'] === zone)
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
  return loads.isCheaper(other, one) ? other : one
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
