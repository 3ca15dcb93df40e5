/**
 * The weather of a memory network: what a real one does to calls on their way, by chance that a seed repeats. Tests
 * hand it to `createMemoryTransport`; without it every call arrives at once.
 */
import { type Call, type Clock, Fault, type Random } from '@atoll/pipeline'
import type { Caller } from './transport.ts'

/** What happens to calls and replies on their way. */
export interface MemoryNetwork {
  /** `createSeededRandom(seed)` makes the same weather again. */
  readonly random: Random
  /** The longest way of a call or a reply. Units: milliseconds; 0 if left out. */
  readonly delayMsMax?: number
  /** How often a call, or its reply, is lost. Units: 0..1; 0 if left out. */
  readonly lossChance?: number
}

/**
 * Puts a caller into the weather. A lost call was not executed and a lost reply was, but its caller cannot tell.
 * Faults: unavailable `network_lost`, executed unknown.
 */
export function throughNetwork(caller: Caller, network: MemoryNetwork, clock: Clock): Caller {
  const { random, delayMsMax = 0, lossChance = 0 } = network
  const pass = async ({ context }: Call) => {
    const delayMs = random.next() * delayMsMax
    const isLost = random.next() < lossChance
    if (delayMs > 0) await clock.sleep(delayMs, context.cancellation.signal)
    context.cancellation.check()
    if (isLost) throw lost()
  }
  return {
    async deliver(call, address) {
      await pass(call)
      const reply = await caller.deliver(call, address)
      await pass(call)
      return reply
    },
    [Symbol.asyncDispose]: () => caller[Symbol.asyncDispose](),
  }
}

function lost(): Fault {
  const message = 'The connection was lost; whether the call arrived is not known.'
  return new Fault({ kind: 'unavailable', code: 'network_lost', message, executed: 'unknown' })
}
