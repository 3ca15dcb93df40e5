/**
 * A contract's operations as an OpenAPI document, for those who do not read TypeScript. A gateway merges the routes of
 * all services into one; nothing of ours is generated from it. Source OpenAPI 3.1.1, which speaks JSON Schema 2020-12.
 */
import type { Operation } from './contract.ts'
import { wireCode } from './fault-shape.ts'
import { fieldSchema, isRequired, fieldsOf, type JsonSchema } from './json-schema.ts'
import type { Method } from './route.ts'
import { describe, type Schema } from './schema.ts'
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
  for (const route of about.routes) {
    const place = (paths[route.path] ??= {})
    place[route.method.toLowerCase()] = toOperationObject(route)
  }
  return {
    openapi: '3.1.1',
    info: { title: about.title, version: about.version },
    paths,
    components: {
      schemas: { Problem: problemSchema },
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
  },
}

function toOperationObject(route: DocumentedRoute): JsonSchema {
  const { operation } = route
  const input = toSchema(operation.input, 'input', `${operation.contract}.${operation.name}.input`)
  const inBody = fieldsOf(input).filter((name) => !route.pathFields.includes(name))
  const parameters = [
    ...route.pathFields.map((name) => parameter('path', name, input)),
    ...(route.method === 'GET' ? inBody.map((name) => parameter('query', name, input)) : []),
    ...headerParameters(operation),
  ]
  const hasBody = route.method !== 'GET' && inBody.length > 0
  const { scopes } = operation.allow
  return {
    operationId: operationId(operation),
    tags: [operation.contract],
    parameters,
    ...(hasBody ? { requestBody: body(without(input, route.pathFields)) } : {}),
    responses: { ...success(route), ...failures(operation), default: problem('Any other failure') },
    security: scopes === 'anyone' ? [] : [{ token: [] }],
    ...(scopes === 'anyone' ? {} : { 'x-scopes': scopes }),
  }
}

function operationId(operation: Operation): string {
  return `${operation.contract}.${operation.name}`.replaceAll(/[^A-Za-z0-9.]+/g, '_')
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

function success(route: DocumentedRoute): JsonSchema {
  const { operation, status, mediaType } = route
  const name = `${operation.contract}.${operation.name}.output`
  const type = mediaType ?? (isStream(operation.output) ? 'text/event-stream' : 'application/json')
  const schema =
    mediaType === undefined ? toSchema(operation.output, 'output', name) : { type: 'string' }
  const location = { Location: { schema: { type: 'string', format: 'uri-reference' } } }
  return {
    [status]: {
      description: isStream(operation.output) ? 'One event for each item' : 'Done',
      content: { [type]: { schema } },
      ...(route.hasLocation === true ? { headers: location } : {}),
    },
  }
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

/** A schema with definitions of its own gets a name, so that its references stay inside it. */
function toSchema(schema: Schema, side: 'input' | 'output', name: string): JsonSchema {
  const { $schema: _dialect, ...rest } = describe(schema, side)
  return '$defs' in rest ? { $id: `urn:atoll:${name}`, ...rest } : rest
}
