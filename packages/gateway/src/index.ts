export { createPeers } from './begin-trace.ts'
export {
  type Asked,
  ask,
  type Composing,
  type Composition,
  compose,
  type Part,
  type Replies,
} from './compose.ts'
export { documentOf } from './document.ts'
export { readCookie, sessionCookie } from './enter.ts'
export { type Gateway, gateway, type Routes } from './gateway.ts'
export {
  accessOf,
  type Exposed,
  expose,
  isComposition,
  isExposed,
  isResponder,
  type PlacedTarget,
  type Responder,
  type Responding,
  respond,
} from './target.ts'
export {
  type GatewayParts,
  type RunningGateway,
  securityHeaders,
  startGateway,
} from './start-gateway.ts'
