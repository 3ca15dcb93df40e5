/** One operation of a document as one operation of a contract. */
import type { JsonSchema } from '../json-schema.ts'
import { parseRouteText } from '../route.ts'
import { jsonOf, readFaults, readSuccess } from './answers.ts'
import { callOf, type Code, object, property, text, zod } from './code.ts'
import { type Document, entriesOf, itemsOf, own, toRecord } from './document.ts'
import { writeFields, writeShape } from './objects.ts'
import {
  type Found,
  Inexpressible,
  type Parameters,
  readParameters,
  readPath,
  readServerPath,
  refuseOrTell,
} from './parameters.ts'
import { readAccess } from './security.ts'
import { type Field, type Shape, shapeOf } from './shape.ts'
import { quote, toLines } from './text.ts'
import type { At, Side, Writer } from './writer.ts'

/** What is told of an operation beside its code. */
export interface Telling {
  /** What of it is not expressed. */
  readonly change: (reason: string) => void
  /** What no contract says, told once for the whole document. */
  readonly note: (reason: string) => void
}

/** A written operation. */
export interface WrittenOperation {
  readonly code: Code
  /** `GET /orders/{orderId}`. */
  readonly http: string
}

/** Writes an operation. Faults: `Inexpressible`, with the reason. */
export function writeOperation(writer: Writer, found: Found, telling: Telling): WrittenOperation {
  const { document } = writer
  const { method, item, operation } = found
  const parameters = readParameters(document, found, telling.change)
  const success = readSuccess(writer, operation, placed('output', telling))
  const { input, path } = writeInput(writer, { found, parameters }, telling)
  const whole_ = readServerPath(document, operation, item, document.root) + path
  const http = `${method} ${whole_}${success.status === 200 ? '' : ` ${success.status}`}`
  assertRoute(http)
  const about = { operation, success: success.schema }
  const faults = readFaults(writer, about, placed('output', telling))
  const access = readAccess(document, operation, telling.change)
  writer.imported(access.imports)
  noteRest(writer, operation, telling)
  const kind = method === 'GET' ? 'query' : 'command'
  const declaration = object(
    [
      property('input', input),
      property('output', success.code),
      ...(faults.length > 0 ? [property('faults', object(faults))] : []),
      property('allow', access.code),
      ...(parameters.needsKey ? [property('idempotencyKey', text("'required'"))] : []),
      property('http', text(quote(http))),
    ],
    { isOpen: true },
  )
  return { code: callOf(writer.imported(kind), declaration), http }
}

/** The comment above an operation. */
export function describeOperation(operation: JsonSchema): string[] {
  const summary = toLines(own(operation, 'summary'))
  const description = toLines(own(operation, 'description'))
  const isSame = summary.join(' ') === description.join(' ')
  return [
    ...summary,
    ...(isSame ? [] : description),
    ...(own(operation, 'deprecated') === true ? ['@deprecated'] : []),
  ]
}

function placed(side: Side, telling: Telling): At {
  return {
    side,
    isLenient: side === 'output',
    self: null,
    isPutOff: false,
    isSame: true,
    depth: 0,
    remark: telling.change,
  }
}

function assertRoute(http: string): void {
  try {
    parseRouteText(http, 'an imported operation')
  } catch {
    throw new Inexpressible('its path is none of ours')
  }
}

interface Reading {
  readonly found: Found
  readonly parameters: Parameters
}

interface WrittenInput {
  readonly input: Code
  readonly path: string
}

function writeInput(
  writer: Writer,
  { found, parameters }: Reading,
  telling: Telling,
): WrittenInput {
  const { document } = writer
  const at = placed('input', telling)
  const body = readBody(writer, found, telling)
  const shape = body === undefined ? null : shapeOf(document, body)
  const others = new Set([...parameters.query.keys(), ...(shape?.fields.keys() ?? [])])
  const { path, fields } = readPath(found, parameters.path, others)
  tellUnused(found, parameters, telling)
  if (body === undefined) {
    const all = new Map([...fields, ...parameters.query])
    return { path, input: zod('object', object(writeFields(writer, all, at))) }
  }
  if (shape !== null) return { path, input: writeBody(writer, { shape, fields }, at) }
  if (fields.size > 0)
    throw new Inexpressible(
      'its body is no object of named fields, and fields stand in its path too',
    )
  // A body that may be null is sent, or it is not.
  return { path, input: writer.write(body, at).code }
}

function writeBody(
  writer: Writer,
  { shape, fields }: { readonly shape: Shape; readonly fields: ReadonlyMap<string, Field> },
  at: At,
): Code {
  const all: Shape = { ...shape, fields: new Map([...fields, ...shape.fields]) }
  return writeShape(writer, all, at).code
}

function tellUnused({ path }: Found, parameters: Parameters, { change }: Telling): void {
  for (const name of parameters.path.keys())
    if (!path.includes(`{${name}}`))
      change(`the parameter '${name.slice(0, 60)}' stands nowhere in its path, and is left out`)
}

/** The schema of the JSON that is sent, or undefined. */
function readBody(writer: Writer, { method, operation }: Found, { change }: Telling): unknown {
  const { document } = writer
  const body = document.part(own(operation, 'requestBody'))
  if (body === null) return undefined
  const isRequired = own(body, 'required') === true
  const { json, others } = jsonOf(own(body, 'content'))
  if (others.length === 0) return undefined
  if (method === 'GET') {
    refuseOrTell(isRequired, 'a GET of ours has no body', change)
    return undefined
  }
  if (json === null) {
    refuseOrTell(isRequired, `its body is ${others.join(', ')}, and ours are JSON`, change)
    return undefined
  }
  const schema = own(json, 'schema') ?? true
  const needs = [...(shapeOf(document, schema)?.fields.values() ?? [])].some(
    (each) => each.isRequired,
  )
  if (!isRequired && needs) change('its body may be left out, and is always sent here')
  return schema
}

/** What stands in a document and in no contract. */
function noteRest({ document }: Writer, operation: JsonSchema, { note, change }: Telling): void {
  if (entriesOf(own(operation, 'callbacks')).length > 0) change('its callbacks are not expressed')
  for (const [status, answer] of entriesOf(own(operation, 'responses'))) {
    const response = document.part(answer)
    const headers = entriesOf(own(response, 'headers')).map(([name]) => name.slice(0, 60))
    for (const name of headers) note(`the header ${name} of an answer`)
    if (entriesOf(own(response, 'links')).length > 0) note('links of an answer')
    if (status.startsWith('3')) note(`an answer with status ${status.slice(0, 3)}`)
  }
  if (isWithOthers(own(operation, 'responses'))) note('failures described as default')
  const body = document.part(own(operation, 'requestBody'))
  for (const each of [body, ...responsesOf(document, operation)])
    for (const type of spareTypes(own(each, 'content'))) note(`a body as ${type}`)
  if (itemsOf(own(operation, 'servers')).length > 1) note('servers beside the first')
}

function isWithOthers(responses: unknown): boolean {
  const statuses = entriesOf(responses).map(([status]) => status)
  return statuses.length > 1 && statuses.includes('default')
}

function responsesOf(document: Document, operation: JsonSchema): readonly (JsonSchema | null)[] {
  return entriesOf(own(operation, 'responses')).map(([, each]) => document.part(each))
}

/** The media types beside JSON, where there is JSON. */
function spareTypes(content: unknown): readonly string[] {
  const { json, type, others } = jsonOf(content)
  return json === null ? [] : others.filter((each) => each !== type)
}

/** Everything that an operation sends or is answered, as schemas of the document. */
export function schemasOf(
  writer: Pick<Writer, 'document'>,
  { item, operation }: Found,
): { readonly sent: readonly unknown[]; readonly answered: readonly unknown[] } {
  const { document } = writer
  const parameters = [...itemsOf(own(item, 'parameters')), ...itemsOf(own(operation, 'parameters'))]
  const media = (content: unknown) =>
    entriesOf(content).flatMap(([, each]) => own(toRecord(each), 'schema') ?? [])
  const body = document.part(own(operation, 'requestBody'))
  const answers = responsesOf(document, operation)
  return {
    sent: [
      ...parameters.flatMap((each) => own(document.part(each), 'schema') ?? []),
      ...media(own(body, 'content')),
    ],
    answered: answers.flatMap((each) => media(own(each, 'content'))),
  }
}
