export type { Client } from './client.ts'
export {
  createHttpKeys,
  createHttpTokenSource,
  type HttpTokenSourceOptions,
} from './http-token-source.ts'
export { type Issuer, type IssuerOptions, openIssuer, type SessionRequest } from './issuer.ts'
export { keyLeadMs } from './key-ring.ts'
export { issuerRoutes } from './routes.ts'
export { createLocalTokenSource, type Person, type ServiceTokens } from './service-tokens.ts'
