/** The answers of an operation: its success as an output, its failures that a caller can act on as declared faults. */
import type { FaultKind } from '../fault-shape.ts'
import type { JsonSchema } from '../json-schema.ts'
import { fromStatus } from '../status.ts'
import { type Code, callOf, object, property, type Property, text, zod } from './code.ts'
import { entriesOf, own, toRecord } from './document.ts'
import { typesOf } from './keywords.ts'
import { createNames, toMemberName } from './names.ts'
import { Inexpressible, sortOf } from './parameters.ts'
import { isBinary } from './scalars.ts'
import { referenceOf } from './shape.ts'
import { toKey, toLines } from './text.ts'
import { type At, type SharedFault, whole, type Writer } from './writer.ts'

/** What an operation answers when all is well. */
export interface Success {
  /** Units: an HTTP status. */
  readonly status: number
  readonly code: Code
  readonly schema: unknown
}

/** Statuses that speak of HTTP, of tokens or of load: any call may meet them, so no operation declares them. */
const undeclared = new Set([
  401, 405, 406, 407, 408, 411, 413, 414, 415, 417, 421, 425, 426, 429, 431, 499,
])

/** How the faults of other statuses are called. */
const names: Readonly<Record<number, string>> = {
  400: 'badRequest',
  402: 'paymentRequired',
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  410: 'gone',
  412: 'preconditionFailed',
  422: 'unprocessable',
  423: 'locked',
  424: 'failedDependency',
  428: 'preconditionRequired',
}

/** What declares a fault of a kind; of others, none is declared. */
const declarers: Partial<Record<FaultKind, string>> = {
  invalid: 'invalid',
  forbidden: 'forbidden',
  not_found: 'notFound',
  conflict: 'conflict',
  precondition: 'precondition',
}

/** The JSON among the media types of a body, or what else it may be. */
export function jsonOf(content: unknown): {
  readonly json: JsonSchema | null
  readonly type: string
  readonly others: readonly string[]
} {
  const types = entriesOf(content)
  const named = (test: RegExp) =>
    types.find(([type]) => test.test(type.split(';')[0]?.trim() ?? ''))
  const found = named(/^application\/json$/i) ?? named(/^(application|text)\/([\w.-]+\+)?json$/i)
  const [type, media] = found ?? named(/^(\*|application)\/\*$/) ?? ['', null]
  return { json: toRecord(media), type, others: types.map(([each]) => each.slice(0, 60)) }
}

/** Reads the success. Faults: `Inexpressible`. */
export function readSuccess(writer: Writer, operation: JsonSchema, at: At): Success {
  const answers = entriesOf(own(operation, 'responses'))
  const good = answers.filter(([status]) => /^2(\d\d|xx)$/i.test(status)).toSorted(byStatus)
  if (good.length === 0 && answers.some(([status]) => status.startsWith('3')))
    throw new Inexpressible('it answers with a redirect')
  const isOnly = answers.length === 1 && answers[0]?.[0] === 'default'
  const [first, ...others] = isOnly ? answers : good
  if (first === undefined) {
    at.remark('no success is described: anything is taken for one')
    return { status: 200, code: zod('unknown'), schema: undefined }
  }
  const [status, answer] = first
  if (isOnly) at.remark("its only answer is called 'default': taken for success")
  for (const [other] of others) at.remark(`it answers ${other} too, which is read as ${status} is`)
  const number = /^\d+$/.test(status) ? Number(status) : 200
  return { status: number, ...readOutput(writer, writer.document.part(answer), at) }
}

function byStatus([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left.toLowerCase() < right.toLowerCase() ? -1 : 1
}

function readOutput(
  writer: Writer,
  answer: JsonSchema | null,
  at: At,
): { readonly code: Code; readonly schema: unknown } {
  const content = own(answer, 'content')
  const { json, type, others } = jsonOf(content)
  if (others.length === 0) return { code: zod('null'), schema: undefined }
  const schema = own(json, 'schema')
  if (json !== null) {
    refuseBytes(writer, schema)
    const isText = sortOf(writer.document, schema ?? {}) === 'plain' && isString(writer, schema)
    if (!type.includes('json') && isText)
      at.remark(
        'it answers with a text: readable only if the server puts it in quotes, as JSON does',
      )
    return { code: whole(writer.write(schema ?? true, at)), schema }
  }
  const events = toRecord(toRecord(content)?.['text/event-stream'])
  if (events === null)
    throw new Inexpressible(`it answers with ${others.join(', ')}, and ours are JSON`)
  return { code: readStream(writer, own(events, 'schema'), at), schema: undefined }
}

function isString({ document }: Writer, schema: unknown): boolean {
  const record = document.part(schema)
  return record !== null && typesOf(record).includes('string')
}

function refuseBytes({ document }: Writer, schema: unknown): void {
  if (isBinary(document.part(schema)))
    throw new Inexpressible('it answers with binary, and ours are JSON')
}

function readStream(writer: Writer, schema: unknown, at: At): Code {
  at.remark('another server does not tell the end of its stream: reading it ends with a fault')
  const record = writer.document.part(schema)
  const item = record !== null && typesOf(record).includes('array') ? own(record, 'items') : schema
  return callOf(writer.imported('stream'), whole(writer.write(item ?? true, at)))
}

/** Reads the declared faults, one property each. */
export function readFaults(
  writer: Writer,
  { operation, success }: { readonly operation: JsonSchema; readonly success: unknown },
  at: At,
): Property[] {
  const taken = createNames()
  const faults: Property[] = []
  for (const [written, answer] of entriesOf(own(operation, 'responses'))) {
    const status = /^4\d\d$/.test(written) ? Number(written) : /^4xx$/i.test(written) ? 400 : 0
    if (status === 0 || undeclared.has(status)) continue
    const kind = declarers[fromStatus(status)] ?? 'invalid'
    const usual = names[status] ?? `status${status}`
    const shared = sharedOf(writer, answer)
    const name = taken.take(shared?.name ?? usual)
    const response = writer.document.part(answer)
    const about = { response, success, written }
    const make = () => ({
      name,
      comment: describe(response, usual),
      code: callOf(writer.imported(kind), readDetails(writer, about, at)),
    })
    if (shared === null) faults.push(toProperty(make()))
    else faults.push(property(toKey(name), text(writer.fault(`${status} ${shared.pointer}`, make))))
  }
  return faults
}

function toProperty({ name, code, comment }: SharedFault): Property {
  return property(toKey(name), code, comment)
}

/** A response that many operations share has a name of its own. */
function sharedOf(
  { document }: Writer,
  answer: unknown,
): { readonly name: string; readonly pointer: string } | null {
  const pointer = referenceOf(document, answer) ?? ''
  const name = toMemberName(/^#\/components\/responses\/(.+)$/.exec(pointer)?.[1] ?? '')
  return name === '' || name.startsWith('operation') ? null : { name, pointer }
}

/** The description, if it says more than the status does. */
function describe(response: JsonSchema | null, usual: string): string[] {
  const said = toLines(own(response, 'description'))
  const plain = said
    .join('')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase()
  return ['', usual.toLowerCase(), 'notfound', 'badrequest'].includes(plain) ? [] : said
}

function readDetails(
  writer: Writer,
  about: {
    readonly response: JsonSchema | null
    readonly success: unknown
    readonly written: string
  },
  at: At,
): Code {
  const { response, success, written } = about
  const { json, type, others } = jsonOf(own(response, 'content'))
  const schema = own(json, 'schema')
  const open = zod('object', object([]))
  if (others.length === 0) return open
  if (json === null) {
    at.remark(`what its ${written} says is ${others.join(', ')}, and ours are JSON`)
    return open
  }
  if (schema === undefined) return type.includes('problem') ? text(writer.problem()) : open
  const pointer = referenceOf(writer.document, schema)
  if (pointer !== null && pointer === referenceOf(writer.document, success)) {
    at.remark(`its ${written} is documented with the body of its success: taken for a mistake`)
    return open
  }
  return whole(writer.write(schema, at))
}
