export {
  type AttestationVerifier,
  type Attested,
  type AttestedMessage,
  type Attestor,
  createAttestationVerifier,
  createAttestor,
} from './attestation.ts'
export { createCachedExchange } from './cached-exchange.ts'
export { refused } from './faults.ts'
export { parseObject } from './json.ts'
export { type Claims, clockSkewMs, type Expectation, typeOf, verifyJwt } from './jwt.ts'
export {
  type Algorithm,
  createSigningKey,
  generatePrivateJwk,
  type JwkSet,
  type PrivateJwk,
  type PublicJwk,
  parsePrivateJwk,
  type SigningKey,
} from './key.ts'
export { createSecretFile, openSigningKey, readSecretFile } from './key-file.ts'
export { createLocalKeys, type KeySource, type PublicKey, parseKeys } from './key-source.ts'
export { isName } from './name.ts'
export { createRemoteKeys, keysFreshMs, type RemoteKeysOptions } from './remote-keys.ts'
export { parseScopes, toScopeText } from './scopes.ts'
export { createSigner, type TokenType } from './sign.ts'
export { acceptAttestation, authenticate, authorize, exchange, withhold } from './steps.ts'
export {
  type Caller,
  openTokenCheck,
  type TokenCheck,
  type TokenCheckSettings,
} from './token-check.ts'
export type { ExchangeRequest, IssuedToken, TokenSource } from './token-source.ts'
export {
  actorsMax,
  createVerifier,
  serviceTokenMsMax,
  sessionTokenMsMax,
  type VerifiedToken,
  type Verifier,
  type VerifierOptions,
} from './verifier.ts'
