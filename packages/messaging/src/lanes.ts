export { retryDelayMs, retryDelayMsMax, retryDelayMsMin } from './back-off.ts'
export { type FairShare, fairShare, type GroupMember } from './fair-share.ts'
export { type LaneConsumer, type LaneConsumerParts, openLaneConsumer } from './lane-consumer.ts'
export type {
  Claim,
  LaneBatch,
  LaneLease,
  LaneNews,
  LaneStore,
  StoredMessage,
} from './lane-store.ts'
