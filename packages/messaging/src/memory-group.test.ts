import { systemClock } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { laneStoreConformance } from './conformance/lane-store.ts'
import { keysOf, messages, topic } from './conformance/world.ts'
import { MemoryGroup } from './memory-group.ts'
import { MemoryLog } from './memory-log.ts'

laneStoreConformance({
  name: 'memory',
  async open({ leaseMs }) {
    const clock = systemClock
    const log = new MemoryLog({
      clock,
      random: createSeededRandom(1),
      faults: {},
      onNews: () => {},
    })
    log.append(messages(1_000, keysOf(1_000)))
    const group = new MemoryGroup({ log, clock, leaseMs, onChange: () => {} })
    let made = 0
    return {
      async member() {
        made += 1
        return group.storeFor(`member-${made}`, [topic])
      },
      async [Symbol.asyncDispose]() {},
    }
  },
})
