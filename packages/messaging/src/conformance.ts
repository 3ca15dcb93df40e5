/**
 * What every technology must show before it may carry messages. An adapter's test calls it in a few lines; the memory
 * twin passes it too. It knows nothing of any technology.
 */
import { describe } from 'node:test'
import { failureCases } from './conformance/failure-cases.ts'
import { groupCases } from './conformance/group-cases.ts'
import { leaseCases } from './conformance/lease-cases.ts'
import { limitCases } from './conformance/limit-cases.ts'
import { orderCases } from './conformance/order-cases.ts'
import type { MessagingUnderTest } from './conformance/world.ts'

export {
  type LaneStoreUnderTest,
  laneStoreConformance,
  type StoreWorld,
} from './conformance/lane-store.ts'
export { createPausableClock, type PausableClock } from './conformance/pausable-clock.ts'
export {
  Effects,
  type Instance,
  keysOf,
  message,
  messages,
  type MessagingUnderTest,
  subscribe,
  until,
  type World,
} from './conformance/world.ts'

/** Runs the suite. Each case opens a world of its own and closes it. */
export function messagingConformance(subject: MessagingUnderTest): void {
  describe(`messaging: ${subject.name}`, () => {
    orderCases(subject)
    groupCases(subject)
    failureCases(subject)
    leaseCases(subject)
    limitCases(subject)
  })
}
