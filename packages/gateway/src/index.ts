export { type Asked, ask, type Composition, compose, type Part, type Replies } from './compose.ts'
export { readCookie, sessionCookie } from './enter.ts'
export {
  type Exposed,
  expose,
  type Gateway,
  gateway,
  type Responder,
  type Responding,
  type Routes,
  respond,
} from './route.ts'
export {
  documentOf,
  type GatewayParts,
  type RunningGateway,
  securityHeaders,
  startGateway,
} from './start-gateway.ts'
