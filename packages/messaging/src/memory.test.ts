import { systemClock } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { createPausableClock, type Instance, messagingConformance } from './conformance.ts'
import { createMemoryBroker, type MemoryBrokerFaults } from './memory.ts'

const seed = 7

function subject(name: string, faults: MemoryBrokerFaults) {
  return {
    name: `${name} (seed ${seed})`,
    leaseMsShort: 300,
    repeatsAcknowledged: faults.duplicateChance !== undefined,
    async open({ leaseMs }: { leaseMs: number }) {
      const instances: Instance[] = []
      const random = createSeededRandom(seed)
      const broker = createMemoryBroker({ clock: systemClock, random, faults, leaseMs })
      return {
        async connect() {
          const clock = createPausableClock(systemClock)
          const instance = { ...clock, messaging: broker.connect({ clock }) }
          instances.push(instance)
          return instance
        },
        async [Symbol.asyncDispose]() {
          await Promise.all(instances.map(({ messaging }) => messaging[Symbol.asyncDispose]()))
        },
      }
    },
  }
}

messagingConformance(subject('memory', {}))
messagingConformance(
  subject('memory with faults', { duplicateChance: 0.1, delayMsMax: 20, reorderChance: 0.5 }),
)
