/** Reads an operation's input out of a request. What it cannot vouch for it leaves to the contract's own parser. */
import { isStream, type Operation, type Route } from '@atoll/contract'
import { Fault } from '@atoll/pipeline'
import type { HttpRequest, Query } from './exchange.ts'
import { parseJson } from './json.ts'
import { listenerLimitsDefault } from './limits.ts'
import { createFieldTexts, type FieldText, jsonParameter } from './query-text.ts'
import { refuse } from './refusal.ts'

type TextOf = (name: string) => FieldText
type Input = Record<string, unknown>

/** Prepares the reader of one operation at one route. */
export function createInputReader(
  operation: Operation,
  route: Route,
): (request: HttpRequest) => unknown {
  const textOf = createFieldTexts(operation)
  const { pathFields } = route
  const read =
    route.method === 'GET' ? (request: HttpRequest) => readQuery(request.query, textOf) : readBody
  const resumable = isStream(operation.output) && operation.output.resume !== null
  if (pathFields.length === 0 && !resumable) return read
  return (request) => {
    const input = read(request)
    if (!isObject(input)) throw bodyRefused()
    for (const name of pathFields)
      addOnce(input, name, textOf(name).read([request.params[name] ?? '']))
    if (resumable) addResume(input, request.headers['last-event-id'], textOf)
    return input
  }
}

function readBody(request: HttpRequest): unknown {
  if (request.query.size > 0) throw queryRefused(request.query)
  // An operation that takes nothing is called without a body.
  return request.bodyBytes > 0 ? request.body : {}
}

function readQuery(query: Query, textOf: TextOf): unknown {
  if (query.size === 0) return {}
  const input: Input = {}
  for (const name of new Set(query.keys())) {
    if (name === jsonParameter) continue
    if (name === '__proto__') throw refuse('key_refused')
    input[name] = textOf(name).read(query.getAll(name))
  }
  const text = query.get(jsonParameter)
  if (text === null) return input
  const others = parseJson(Buffer.from(text), listenerLimitsDefault.jsonDepthMax)
  if (!isObject(others)) return others
  for (const [name, value] of Object.entries(others)) addOnce(input, name, value)
  return input
}

/** A field may be said in two places if both say the same; which of two would win nobody could know. */
function addOnce(input: Input, name: string, value: unknown): void {
  if (Object.hasOwn(input, name) && input[name] !== value)
    throw new Fault({
      kind: 'invalid',
      code: 'field_conflict',
      message: `'${name}' was sent twice with different values.`,
      details: { field: name },
      executed: 'no',
    })
  input[name] = value
}

/** A browser repeats the address it first asked for, so its later word in the header wins. */
function addResume(input: Input, lastEventId: string | undefined, textOf: TextOf): void {
  if (lastEventId !== undefined && lastEventId !== '')
    input['after'] = textOf('after').read([lastEventId])
}

function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function queryRefused(query: Query): Fault {
  const names = [...new Set(query.keys())]
  return new Fault({
    kind: 'invalid',
    code: 'query_refused',
    message: `This operation takes a body and no query parameters; leave out '${names[0] ?? ''}'.`,
    details: { names },
    executed: 'no',
  })
}

function bodyRefused(): Fault {
  const message = 'The body must be a JSON object.'
  return new Fault({ kind: 'invalid', code: 'body_refused', message, executed: 'no' })
}
