import { randomUUID } from 'node:crypto'
import { keysOf, laneStoreConformance, messages } from '@atoll/messaging/conformance'
import { GroupStore } from './group-store.ts'
import { openWorld } from './testing-world.ts'

laneStoreConformance({
  name: 'postgres',
  async open({ leaseMs }) {
    const world = await openWorld()
    const messaging = await world.open()
    await messaging.publish(messages(1_000, keysOf(1_000)))
    const pool = await world.admin()
    return {
      async member() {
        const topics = ['orders.orderPlaced']
        const parts = { pool, group: 'g', topics, member: randomUUID(), leaseMs }
        const store = new GroupStore(parts)
        await store.create()
        return store
      },
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
    }
  },
})
