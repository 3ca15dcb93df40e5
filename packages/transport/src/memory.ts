/**
 * The twin of every protocol, for tests and for one process that must behave like many: calls cross it as bytes, so
 * nothing survives here that would not survive a wire. Each network is an object of its own.
 */
import { type Contract, type Operation, operationsOf } from '@atoll/contract'
import { type Clock, Fault, type Ids } from '@atoll/pipeline'
import { createMemoryCaller } from './memory-caller.ts'
import { MemoryListener } from './memory-listener.ts'
import { type MemoryNetwork, throughNetwork } from './memory-network.ts'
import type { Transport } from './transport.ts'

/** What a network in memory is made with. */
export interface MemorySettings {
  readonly clock: Clock
  readonly ids: Ids
  /** The largest call taken. Units: bytes. */
  readonly bodyBytesMax?: number
  /** What happens to calls on their way; nothing if left out. */
  readonly network?: MemoryNetwork
}

const bodyBytesMaxDefault = 1_048_576

/** Makes a network of its own; its addresses look like `memory:1`. */
export function createMemoryTransport(settings: MemorySettings): Transport {
  const listeners = new Map<string, MemoryListener>()
  let made = 0
  return {
    name: 'memory',
    capabilities: { streams: true, deadlines: true, cancellation: true },
    async listen(served) {
      const address = `memory:${++made}`
      const listener = new MemoryListener({
        ...settings,
        bodyBytesMax: settings.bodyBytesMax ?? bodyBytesMaxDefault,
        address,
        served,
        operations: byName(served.contracts),
        onStop: () => void listeners.delete(address),
      })
      listeners.set(address, listener)
      return listener
    },
    async open() {
      const caller = createMemoryCaller(settings.clock, (address) => {
        const listener = listeners.get(address)
        if (listener === undefined) throw unreachable()
        return listener
      })
      const { network, clock } = settings
      return network === undefined ? caller : throughNetwork(caller, network, clock)
    },
  }
}

function byName(contracts: readonly Contract[]): ReadonlyMap<string, Operation> {
  const operations = contracts.flatMap(operationsOf)
  return new Map(
    operations.map((operation) => [`${operation.contract}.${operation.name}`, operation]),
  )
}

function unreachable(): Fault {
  const message = 'Nobody listens at this address.'
  return new Fault({ kind: 'unavailable', code: 'unreachable', message, executed: 'no' })
}
