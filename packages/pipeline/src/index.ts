export type { B3Form } from './b3.ts'
export { Cancellation, untilCancelled } from './cancellation.ts'
export { createIds, type Ids, type Random, systemRandom, toUuid } from './chance.ts'
export {
  type CallOptions,
  type Client,
  createClients,
  deadlineMsDefault,
  type FaultsOf,
  type ReplyOf,
} from './client.ts'
export { type Clock, systemClock, type Timer } from './clock.ts'
export { type Context, createContext, type Principal, type Trace } from './context.ts'
export { type Failpoint, type FailpointName, failpoints, noFailpoint } from './failpoint.ts'
export { type Executed, Fault, type FaultParts, isFault } from './fault.ts'
export {
  decodeContext,
  decodeTrace,
  encodeContext,
  encodeTrace,
  type Encoding,
  type Headers,
  headerNames,
  idempotencyKeyCharactersMax,
  newTrace,
} from './headers.ts'
export { type Fields, type Log, type LogLevel, silentLog } from './log.ts'
export {
  type Call,
  type Deliver,
  type Message,
  type Notice,
  pipeline,
  type Reply,
  type Step,
} from './message.ts'
export { fromWireFault, toWireFault, type WireFault } from './wire-fault.ts'
