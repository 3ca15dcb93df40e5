/** Writes an operation's input as a request: fields of the path, a query for GET, JSON for the rest. */
import type { Operation, Route } from '@atoll/contract'
import { Fault } from '@atoll/pipeline'
import { encodePathPart } from './path.ts'
import type { HttpCall } from './pool.ts'
import { createFieldTexts, type FieldText, jsonParameter } from './query-text.ts'

const jsonHeaders = { 'content-type': 'application/json' }

/** Writes what has no plain text in a query, as parameters. */
export type WriteOthers = (fields: Readonly<Record<string, unknown>>) => readonly string[]

/** Prepares the writer of one operation at one route. */
export function createInputWriter(
  operation: Operation,
  route: Route,
  writeOthers: WriteOthers = writeAsJson,
): (input: unknown) => HttpCall {
  const { method } = route
  const toPath = createPathWriter(operation, route)
  if (method === 'GET') {
    const toQuery = createQueryWriter(operation, route, writeOthers)
    return (input) => ({ method, path: toPath(input) + toQuery(input), body: null })
  }
  if (route.pathFields.length === 0)
    return (input) => toJsonCall(method, route.path, JSON.stringify(input))
  return (input) => toJsonCall(method, toPath(input), restOf(input, route.pathFields))
}

function toJsonCall(method: HttpCall['method'], path: string, body: string | undefined): HttpCall {
  // `undefined` is the input of an operation that takes none.
  return body === undefined
    ? { method, path, body: null }
    : { method, path, headers: jsonHeaders, body }
}

/** The fields that the path does not say; nothing at all if it says them all. */
function restOf(input: unknown, pathFields: readonly string[]): string | undefined {
  const rest = Object.entries(input ?? {}).filter(([name]) => !pathFields.includes(name))
  return rest.length === 0 ? undefined : JSON.stringify(Object.fromEntries(rest))
}

function createPathWriter(operation: Operation, route: Route): (input: unknown) => string {
  const { path, pathFields } = route
  if (pathFields.length === 0) return () => path
  const textOf = createFieldTexts(operation)
  const [first = '', ...rest] = path.split(/\{\w+\}/)
  return (input) => {
    let text = first
    for (const [index, name] of pathFields.entries())
      text += toPart(input, name, textOf(name)) + (rest[index] ?? '')
    return text
  }
}

function toPart(input: unknown, name: string, field: FieldText): string {
  const texts = field.write(fieldOf(input, name))
  const part = texts?.length === 1 ? encodePathPart(texts[0] ?? '') : null
  if (part !== null) return part
  throw new Fault({
    kind: 'invalid',
    code: 'path_field',
    message: `'${name}' stands in a path, which can hold neither an empty text nor / \\ ; % or only dots.`,
    details: { field: name },
    executed: 'no',
  })
}

function fieldOf(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined
}

/** All of it in one parameter, which our own readers know. */
function writeAsJson(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return [parameter(jsonParameter, JSON.stringify(fields))]
}

function createQueryWriter(
  operation: Operation,
  route: Route,
  writeOthers: WriteOthers,
): (input: unknown) => string {
  const textOf = createFieldTexts(operation)
  return (input) => {
    if (input === undefined) return ''
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      return `?${parameter(jsonParameter, JSON.stringify(input))}`
    const parts: string[] = []
    const others: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(input)) {
      if (value === undefined || route.pathFields.includes(name)) continue
      const texts = textOf(name).write(value)
      if (texts === null) others[name] = value
      else for (const text of texts) parts.push(parameter(name, text))
    }
    if (Object.keys(others).length > 0) parts.push(...writeOthers(others))
    return parts.length === 0 ? '' : `?${parts.join('&')}`
  }
}

/** One parameter of a query. */
export function parameter(name: string, text: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`
}
