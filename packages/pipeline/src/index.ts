export type { B3Form } from './b3.ts'
export { beforeEnd, beforeEndMsMax } from './before-end.ts'
export { Cancellation, type TimeLimit, untilCancelled, untilLate } from './cancellation.ts'
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
export { type Context, createContext, newTrace, type Principal, type Trace } from './context.ts'
export { type Failpoint, type FailpointName, failpoints, noFailpoint } from './failpoint.ts'
export { Fallback, type FallbackListener } from './fallback.ts'
export { type Executed, Fault, type FaultParts, isFault } from './fault.ts'
export {
  decodeContext,
  decodeCredential,
  decodeTrace,
  decodeTraceOf,
  encodeContext,
  encodeForOthers,
  encodeTrace,
  encodeTraceHeaders,
  type Encoding,
  type Headers,
  headerNames,
  idempotencyKeyCharactersMax,
} from './headers.ts'
export { type Fields, type Log, type LogLevel, silentLog, warningLog } from './log.ts'
export { isSecretName, maskAddresses, masked } from './masking.ts'
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
