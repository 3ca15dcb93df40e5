/** One document for everything that a gateway answers: operations, compositions, lines of one's own, its own routes. */
import {
  describe,
  type DocumentedRoute,
  fieldSchema,
  fieldsOf,
  type JsonSchema,
  type OpenApiDocument,
  type Route,
  type Schema,
  toOpenApi,
} from '@atoll/contract'
import type { Composition, Part } from './compose.ts'
import type { Gateway } from './gateway.ts'
import { ownPaths } from './mistakes.ts'
import { describedAs, ownOperation } from './own-operation.ts'
import {
  accessOf,
  isComposition,
  isExposed,
  isResponder,
  type PlacedTarget,
  type Responder,
} from './target.ts'

/** Writes the document. */
export function documentOf(gateway: Gateway, system: string, version: string): OpenApiDocument {
  const name = gateway.gateway
  const own = ownPaths.map((path): DocumentedRoute => {
    const output = describedAs(path === '/openapi.json' ? { type: 'object' } : healthSchema)
    const operation = ownOperation(name, `GET ${path}`, { allow: { scopes: 'anyone' }, output })
    return { method: 'GET', path, pathFields: [], status: 200, operation }
  })
  const routes = gateway.routes.map((placed) => documented(name, placed))
  return toOpenApi({ title: system, version, routes: [...routes, ...own] })
}

const healthSchema: JsonSchema = {
  type: 'object',
  required: ['ok'],
  properties: { ok: { const: true } },
}

function documented(name: string, { route, target }: PlacedTarget): DocumentedRoute {
  if (isResponder(target)) return documentedResponder(name, route, target)
  if (isComposition(target)) return documentedComposition(name, route, target)
  if (!isExposed(target)) return { ...route, operation: target }
  return { ...route, operation: target.exposes, hasLocation: target.location !== null }
}

function documentedResponder(name: string, route: Route, responder: Responder): DocumentedRoute {
  const { allow, input, output, mediaType } = responder
  const fields = Object.fromEntries(route.pathFields.map((field) => [field, { type: 'string' }]))
  const operation = ownOperation(name, `${route.method} ${route.path}`, {
    allow,
    input: input ?? describedAs({ type: 'object', properties: fields }),
    ...(output === null ? {} : { output }),
  })
  return output === null ? { ...route, operation, mediaType } : { ...route, operation }
}

function documentedComposition(
  name: string,
  route: Route,
  composition: Composition,
): DocumentedRoute {
  const parts = Object.values(composition.parts)
  const names = [...route.pathFields, ...composition.query]
  const properties = Object.fromEntries(names.map((field) => [field, askedSchema(field, parts)]))
  const operation = ownOperation(name, `${route.method} ${route.path}`, {
    allow: accessOf(composition),
    input: describedAs({ type: 'object', properties, required: route.pathFields }),
    output: composition.output ?? describedAs(joinedSchema(composition)),
  })
  const mayBePartial = parts.some(({ fallback }) => fallback !== null)
  return { ...route, operation, mayBePartial }
}

/** What a part of the same name takes; a text where the parts make something else of it. */
function askedSchema(field: string, parts: readonly Part[]): JsonSchema {
  const input = parts
    .map(({ operation }) => describe(operation.input, 'input'))
    .find((schema) => fieldsOf(schema).includes(field))
  return input === undefined ? { type: 'string' } : standalone(fieldSchema(input, field), input)
}

/** One field for each part; a part that may be missing is either its answer or its fallback. */
function joinedSchema({ parts }: Composition): JsonSchema {
  const properties = Object.entries(parts).map(([name, { operation, fallback }]) => {
    const answer = toResource(operation.output, `${operation.contract}.${operation.name}`)
    const schema = fallback === null ? answer : { anyOf: [answer, { const: fallback.value }] }
    return [name, schema] as const
  })
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: Object.keys(parts),
  }
}

/** A schema inside another keeps its own references apart by an identity. Source JSON Schema 2020-12, section 8.2.1 */
function toResource(output: Schema, name: string): JsonSchema {
  const { $schema: _dialect, ...schema } = describe(output, 'output')
  return { $id: `urn:atoll:${name}`, ...schema }
}

function standalone(field: JsonSchema, { $defs }: JsonSchema): JsonSchema {
  return $defs === undefined ? field : { ...field, $defs }
}
