/**
 * A contract's operations as an OpenAPI document, for those who do not read TypeScript. A gateway merges the routes of
 * all services into one; nothing of ours is generated from it. Source OpenAPI 3.1.1, which speaks JSON Schema 2020-12.
 */
import type { Operation } from './contract.ts'
import { wireCode } from './fault-shape.ts'
import { fieldSchema, isRequired, fieldsOf, type JsonSchema } from './json-schema.ts'
import { createDefinitions, createNames, type Definitions } from './openapi-definitions.ts'
import type { Method } from './route.ts'
import { describe } from './schema.ts'
import { toStatus } from './status.ts'
import { isStream } from './stream.ts'

/** One place of an interface and the operation that answers there. */
export interface DocumentedRoute {
  readonly method: Method
  readonly path: string
  readonly pathFields: readonly string[]
  /** Units: an HTTP status. */
  readonly status: number
  readonly operation: Operation
  /** What it answers, if not the JSON of the operation's output: a page, a file. */
  readonly mediaType?: string
  /** Whether a success names the new thing in a `Location` header. */
  readonly hasLocation?: boolean
  /** Whether a success may lack parts, which it then names in an `X-Partial` header. */
  readonly mayBePartial?: boolean
}

/** An OpenAPI document. Shape: JSON. */
export type OpenApiDocument = Readonly<Record<string, unknown>>

/** Writes the document of an interface. */
export function toOpenApi(about: {
  readonly title: string
  readonly version: string
  readonly routes: readonly DocumentedRoute[]
}): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {}
  const names = createNames()
  const definitions = createDefinitions()
  for (const route of about.routes) {
    const place = (paths[route.path] ??= {})
    const written = toOperationObject(route, definitions)
    const operationId = names.take(operationIdOf(route.operation))
    place[route.method.toLowerCase()] = { operationId, ...written }
  }
  return {
    openapi: '3.1.1',
    info: { title: about.title, version: about.version },
    paths,
    components: {
      schemas: { Problem: problemSchema, ...definitions.schemas },
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

/** What every failure looks like. Source RFC 9457; `code` is the stable part. */
const problemSchema: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    kind: { type: 'string' },
    executed: { enum: ['no', 'yes', 'unknown'] },
    details: {},
    retryAfterMs: { type: 'number' },
    trace: { type: 'string' },
  },
}

function toOperationObject(route: DocumentedRoute, definitions: Definitions): JsonSchema {
  const { operation } = route
  const lifted = definitions.lift(describe(operation.input, 'input'), nameOf(operation, 'input'))
  const input = definitions.resolve(lifted)
  const inBody = fieldsOf(input).filter((name) => !route.pathFields.includes(name))
  const parameters = [
    ...route.pathFields.map((name) => parameter('path', name, input)),
    ...(route.method === 'GET' ? inBody.map((name) => parameter('query', name, input)) : []),
    ...headerParameters(operation),
  ]
  const hasBody = route.method !== 'GET' && inBody.length > 0
  const { scopes } = operation.allow
  return {
    tags: [operation.contract],
    parameters,
    ...(hasBody
      ? { requestBody: body('$ref' in lifted ? lifted : without(input, route.pathFields)) }
      : {}),
    responses: {
      ...success(route, definitions),
      ...failures(operation),
      default: problem('Any other failure'),
    },
    security: scopes === 'anyone' ? [] : [{ token: [] }],
    ...(scopes === 'anyone' ? {} : { 'x-scopes': scopes }),
  }
}

function operationIdOf({ contract, name }: Operation): string {
  return `${contract}.${name}`.replaceAll(/[^A-Za-z0-9.]+/g, '_')
}

function nameOf(operation: Operation, side: 'input' | 'output'): string {
  return `${operationIdOf(operation)}.${side}`
}

function parameter(place: 'path' | 'query', name: string, input: JsonSchema): JsonSchema {
  const required = place === 'path' || isRequired(input, name)
  return { name, in: place, required, schema: fieldSchema(input, name) }
}

function headerParameters(operation: Operation): readonly JsonSchema[] {
  const text = { type: 'string' }
  if (operation.kind === 'command')
    return [{ name: 'Idempotency-Key', in: 'header', required: operation.needsKey, schema: text }]
  if (isStream(operation.output) && operation.output.resume !== null)
    return [{ name: 'Last-Event-ID', in: 'header', required: false, schema: text }]
  return []
}

function body(schema: JsonSchema): JsonSchema {
  return { required: true, content: { 'application/json': { schema } } }
}

function success(route: DocumentedRoute, definitions: Definitions): JsonSchema {
  const { operation, status, mediaType } = route
  const type = mediaType ?? (isStream(operation.output) ? 'text/event-stream' : 'application/json')
  const schema =
    mediaType === undefined
      ? definitions.lift(describe(operation.output, 'output'), nameOf(operation, 'output'))
      : { type: 'string' }
  return {
    [status]: {
      description: isStream(operation.output) ? 'One event for each item' : 'Done',
      content: { [type]: { schema } },
      ...headersOf(route),
    },
  }
}

function headersOf({ hasLocation, mayBePartial }: DocumentedRoute): JsonSchema {
  const headers = {
    ...(hasLocation === true
      ? { Location: { schema: { type: 'string', format: 'uri-reference' } } }
      : {}),
    ...(mayBePartial === true
      ? { 'X-Partial': { description: 'The parts that are missing', schema: { type: 'string' } } }
      : {}),
  }
  return Object.keys(headers).length === 0 ? {} : { headers }
}

function failures(operation: Operation): JsonSchema {
  const codes = new Map<number, string[]>()
  for (const [name, fault] of Object.entries(operation.faults)) {
    const status = toStatus(fault.kind)
    codes.set(status, [...(codes.get(status) ?? []), wireCode(operation.contract, name)])
  }
  const known = [...codes].map(([status, names]) => [status, problem(names.join(', '))] as const)
  return Object.fromEntries(known)
}

function problem(description: string): JsonSchema {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description, content: { 'application/problem+json': { schema } } }
}

function without(schema: JsonSchema, names: readonly string[]): JsonSchema {
  const properties = Object.fromEntries(
    fieldsOf(schema)
      .filter((name) => !names.includes(name))
      .map((name) => [name, fieldSchema(schema, name)]),
  )
  const required = Object.keys(properties).filter((name) => isRequired(schema, name))
  return { ...schema, properties, required, additionalProperties: false }
}
