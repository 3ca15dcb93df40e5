/**
 * The parameters of an operation as fields of one input: those of the path under names that a path may have, those of
 * the query of a GET by their own names. What has no place in an input is told, or the operation is left out.
 */
import type { JsonSchema } from '../json-schema.ts'
import { type Document, entriesOf, itemsOf, own, textOf, toRecord } from './document.ts'
import { branchesOf, demandsOf, typesOf, without } from './keywords.ts'
import { toPathField } from './names.ts'
import { isBinary } from './scalars.ts'
import { type Field, shapeOf } from './shape.ts'

/** Why an operation cannot be said in a contract at all. */
export class Inexpressible extends Error {}

/** An operation as the document has it. */
export interface Found {
  readonly method: string
  readonly path: string
  readonly item: JsonSchema
  readonly operation: JsonSchema
}

/** What the parameters come to. */
export interface Parameters {
  /** By the names of the document. */
  readonly path: ReadonlyMap<string, Field>
  readonly query: ReadonlyMap<string, Field>
  /** Whether the caller must send an idempotency key. */
  readonly needsKey: boolean
}

type Tell = (reason: string) => void

/** Headers that the platform sends itself, or that OpenAPI says to ignore. */
const carried =
  /^(accept|content-type|authorization|traceparent|tracestate|baggage|b3|x-b3-.*|last-event-id)$/i

/** Reads the parameters of an operation. Faults: `Inexpressible`. */
export function readParameters(document: Document, found: Found, remark: Tell): Parameters {
  const path = new Map<string, Field>()
  const query = new Map<string, Field>()
  let needsKey = false
  for (const parameter of parametersOf(document, found)) {
    const name = textOf(own(parameter, 'name')) ?? ''
    const place = own(parameter, 'in')
    const isRequired = own(parameter, 'required') === true
    const isKey = /^idempotency-key$/i.test(name) && found.method !== 'GET'
    if (place === 'path') path.set(name, pathField(document, { parameter, name }))
    else if (place === 'header' && isKey) needsKey ||= isRequired
    else if (place === 'query' && found.method === 'GET')
      addQuery(document, { parameter, name, query, isRequired }, remark)
    else if (place !== 'header' || !carried.test(name)) {
      const shown = `the ${typeof place === 'string' ? place.slice(0, 20) : 'unplaced'} parameter '${name.slice(0, 60)}'`
      refuseOrTell(isRequired, `${shown} has no place in the input of a ${found.method}`, remark)
    }
  }
  return { path, query, needsKey }
}

/** What must be sent and cannot be makes an operation useless; what may be left out is left out. */
export function refuseOrTell(isRequired: boolean, reason: string, remark: Tell): void {
  if (isRequired) throw new Inexpressible(reason)
  remark(`${reason}, and is left out`)
}

/** Those of the operation go before those of its path. */
function parametersOf(document: Document, { item, operation }: Found): readonly JsonSchema[] {
  const known = new Map<string, JsonSchema>()
  for (const each of [
    ...itemsOf(own(item, 'parameters')),
    ...itemsOf(own(operation, 'parameters')),
  ]) {
    document.step()
    const parameter = document.part(each)
    if (parameter === null) throw new Inexpressible('a parameter of it leads nowhere')
    const [place, name] = ['in', 'name'].map((word) => textOf(own(parameter, word)) ?? '')
    known.set(`${place} ${name}`, parameter)
  }
  return [...known.values()]
}

interface Parameter {
  readonly parameter: JsonSchema
  readonly name: string
}

function pathField(document: Document, { parameter, name }: Parameter): Field {
  const schema = schemaOf(document, parameter)
  const style = own(parameter, 'style') ?? 'simple'
  if (style !== 'simple' || sortOf(document, schema) !== 'plain')
    throw new Inexpressible(`the parameter '${name.slice(0, 60)}' of its path is no plain value`)
  return { schema, isRequired: true, base: null }
}

/** The schema of a parameter, with the parameter's own description, and without null, which a URL cannot say. */
function schemaOf(document: Document, parameter: JsonSchema): JsonSchema {
  document.step()
  const schema = toRecord(own(parameter, 'schema')) ?? { type: 'string' }
  const type = own(schema, 'type')
  const types = itemsOf(type).filter((each) => each !== 'null')
  const about = ['description', 'deprecated'].flatMap((word) => {
    const said = own(parameter, word)
    return said === undefined ? [] : [[word, said] as const]
  })
  return {
    ...without(schema, ['nullable', 'readOnly', 'writeOnly']),
    ...(Array.isArray(type) ? { type: types.length === 1 ? types[0] : types } : {}),
    ...(demandsOf(schema).length === 0 ? { type: 'string' } : {}),
    ...Object.fromEntries(about),
  }
}

function addQuery(
  document: Document,
  about: Parameter & { readonly query: Map<string, Field>; readonly isRequired: boolean },
  remark: Tell,
): void {
  const { parameter, name, isRequired } = about
  const schema = schemaOf(document, parameter)
  const style = own(parameter, 'style') ?? 'form'
  const isSpread = own(parameter, 'explode') ?? style === 'form'
  const sort = own(parameter, 'content') === undefined ? sortOf(document, schema) : 'other'
  if (sort === 'plain' || (sort === 'list' && isSpread === true)) {
    add(about, { name, field: { schema, isRequired, base: null } }, remark)
  } else if (sort === 'list') {
    remark(
      `the parameter '${name.slice(0, 60)}' is one text here: its values joined as the server asks`,
    )
    const joined = { type: 'string', description: own(schema, 'description') }
    add(about, { name, field: { schema: joined, isRequired, base: null } }, remark)
  } else if (
    sort === 'object' &&
    (style === 'deepObject' || (style === 'form' && isSpread === true))
  ) {
    addFields(document, { ...about, isDeep: style === 'deepObject' }, remark)
  } else
    refuseOrTell(
      isRequired,
      `the parameter '${name.slice(0, 60)}' is written in the query as nothing of ours is`,
      remark,
    )
}

/** An object in a query is its fields. So Spring's `Pageable` is `page`, `size` and `sort`. */
function addFields(
  document: Document,
  about: Parameter & {
    readonly query: Map<string, Field>
    readonly isRequired: boolean
    readonly isDeep: boolean
  },
  remark: Tell,
): void {
  const { parameter, name, isDeep, isRequired: isWhole } = about
  const fields = shapeOf(document, own(parameter, 'schema'))?.fields ?? new Map<string, Field>()
  for (const [each, field] of fields) {
    const named = isDeep ? `${name}[${each}]` : each
    const schema = schemaOf(document, { schema: toRecord(field.schema) })
    const isRequired = isWhole && field.isRequired
    const sort = sortOf(document, schema)
    if (sort === 'plain' || (sort === 'list' && !isDeep))
      add(about, { name: named, field: { schema, isRequired, base: null } }, remark)
    else
      refuseOrTell(
        isRequired,
        `the field '${named.slice(0, 60)}' of its query is no plain value`,
        remark,
      )
  }
}

function add(
  { query }: { readonly query: Map<string, Field> },
  { name, field }: { readonly name: string; readonly field: Field },
  remark: Tell,
): void {
  if (name === '$json' || name === '__proto__' || name === '')
    refuseOrTell(
      field.isRequired,
      `the parameter '${name}' of its query has a name that is taken`,
      remark,
    )
  else if (query.has(name)) remark(`the parameter '${name.slice(0, 60)}' stands twice in its query`)
  else query.set(name, field)
}

type Sort = 'plain' | 'list' | 'object' | 'other'

/** How a value would stand in a URL. */
export function sortOf(document: Document, schema: unknown, depth = 0): Sort {
  const record = document.part(schema)
  if (record === null || depth > 8 || isBinary(record)) return 'other'
  if (shapeOf(document, record) !== null) return 'object'
  const types = typesOf(record)
  if (types.includes('object')) return 'other'
  if (types.includes('array')) {
    const items = own(record, 'items')
    const isPlain = items === undefined || sortOf(document, items, depth + 1) === 'plain'
    return types.length === 1 && isPlain ? 'list' : 'other'
  }
  const parts = [...itemsOf(own(record, 'allOf')), ...branchesOf(record)]
  const sorts = new Set(parts.map((each) => sortOf(document, each, depth + 1)))
  const [only = 'plain', other] = sorts
  return other === undefined ? only : 'other'
}

const placeholder = /\{([^{}]*)\}/g

/**
 * The path under names of ours, and its fields. A name that a field beside it has already is not used twice.
 * Faults: `Inexpressible`.
 */
export function readPath(
  found: Found,
  fields: ReadonlyMap<string, Field>,
  others: ReadonlySet<string>,
): { readonly path: string; readonly fields: ReadonlyMap<string, Field> } {
  const own_ = new Map<string, Field>()
  const named = new Map<string, string>()
  for (const [, written = ''] of found.path.matchAll(placeholder)) {
    if (named.has(written)) throw new Inexpressible('its path names one field twice')
    const wanted = toPathField(written)
    let name = wanted
    if (others.has(name) || own_.has(name)) name = toPathField(`path-${written}`)
    for (let n = 2; others.has(name) || own_.has(name); n++) name = `${wanted}${n}`
    named.set(written, name)
    own_.set(
      name,
      fields.get(written) ?? { schema: { type: 'string' }, isRequired: true, base: null },
    )
  }
  const rest = found.path.replaceAll(placeholder, '')
  if (!/^\/[^\s?#{}*\\]*$/.test(rest)) throw new Inexpressible('its path is none of ours')
  const path = found.path.replaceAll(
    placeholder,
    (_, written: string) => `{${named.get(written) ?? ''}}`,
  )
  return { path, fields: own_ }
}

/** The path of a server's address, which stands before every path of the document. */
export function readServerPath(document: Document, ...holders: readonly JsonSchema[]): string {
  const [server] = holders
    .map((each) => itemsOf(own(each, 'servers'))[0])
    .filter((each) => each !== undefined)
  const address = textOf(own(toRecord(server), 'url')) ?? ''
  const variables = new Map(entriesOf(own(toRecord(server), 'variables')))
  const filled = address.replaceAll(placeholder, (_, name: string) => {
    document.step()
    return textOf(own(toRecord(variables.get(name)), 'default')) ?? ''
  })
  const isWhole = URL.canParse(filled, 'http://localhost/')
  const path = isWhole ? new URL(filled, 'http://localhost/').pathname : '/'
  let end = path.length
  while (path[end - 1] === '/') end -= 1
  return path.slice(0, end)
}
