export {
  bodyBytesMax,
  checkConsumer,
  checkEnvelopes,
  type Envelope,
  groupBytesMax,
  headersBytesMax,
  keyBytesMax,
  topicBytesMax,
  topicCountMax,
} from './envelope.ts'
export { laneCount, laneOf } from './lane.ts'
export {
  type Consumer,
  type Delivery,
  graceMsDefault,
  type Messaging,
  type MessagingCapabilities,
  type Subscription,
} from './messaging.ts'
