export { type Access, anyone, isAccess, scope } from './access.ts'
export {
  type Contract,
  contract,
  type DeclaredFaults,
  type Event,
  eventsOf,
  isEvent,
  isOperation,
  type Member,
  type Members,
  type NameOf,
  type Operation,
  type Operations,
  operationsOf,
  type Placed,
  type WrittenContract,
} from './contract.ts'
export { type DeclaredAt, declaredAt, noteDeclared, noteDeclaredAs } from './declared-at.ts'
export { type EventShape, event } from './event.ts'
export {
  conflict,
  type FaultKind,
  type FaultShape,
  type Faults,
  faultKinds,
  forbidden,
  invalid,
  notFound,
  precondition,
  wireCode,
} from './fault-shape.ts'
export { fieldSchema, fieldsOf, fromText, isRequired, type JsonSchema } from './json-schema.ts'
export { type DocumentedRoute, type OpenApiDocument, toOpenApi } from './openapi.ts'
export { command, type OperationShape, query } from './operation.ts'
export { isPriority, type Priority, priorities } from './priority.ts'
export { type Method, parseRoute, parseRouteText, type Route } from './route.ts'
export {
  createParser,
  describe,
  type Issue,
  type Parsed,
  type Parser,
  type Schema,
  type UnknownFields,
  type Validation,
  type Written,
} from './schema.ts'
export { isSecret, type SecretSchema, secret } from './secret.ts'
export { fromStatus, toStatus } from './status.ts'
export { isAsyncIterable, isStream, type StreamSchema, stream } from './stream.ts'
