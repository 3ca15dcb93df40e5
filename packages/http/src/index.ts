export { type BaseAddress, parseBaseAddress, toldOfNothing } from './address.ts'
export { createBasicGate, type Credentials } from './basic.ts'
export { type Binding, createBinding } from './binding.ts'
export type {
  HttpBody,
  HttpHeaders,
  HttpRequest,
  HttpResponse,
  HttpRoute,
  Lost,
  Query,
} from './exchange.ts'
export {
  createEventDecoder,
  type EventDecoder,
  encodeEvent,
  type ServerSentEvent,
} from './events.ts'
export { createExternalBinding, type ExternalBinding } from './external-binding.ts'
export { type ListenerLimits, listenerLimitsDefault } from './limits.ts'
export { type HttpListener, type ListenerSettings, openListener } from './listener.ts'
export {
  type HttpCall,
  type HttpCallOptions,
  type HttpPool,
  type HttpPoolSettings,
  type HttpReply,
  openHttpPool,
  openStreamingPool,
  type StreamingPool,
} from './pool.ts'
export { openRawListener, type RawListenerSettings } from './raw-listener.ts'
export type { StreamCall, StreamOptions, StreamReply } from './stream-reader.ts'
export { openPoster, type Poster, type PosterSettings } from './poster.ts'
export { fromProblem, type Problem, problemType, toProblem, toProblemResponse } from './problem.ts'
export { type RefusalCode, refuse, statusOf } from './refusal.ts'
