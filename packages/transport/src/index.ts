export { callerGone, deadlinePassed, receive, unknownOperation } from './receive.ts'
export { mapStream, parseReply } from './reply.ts'
export type {
  Caller,
  Listener,
  Served,
  Transport,
  TransportCapabilities,
} from './transport.ts'
