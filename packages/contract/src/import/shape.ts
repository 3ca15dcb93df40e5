/**
 * Which fields an object has, its `allOf` followed: what a request may be flattened to, and what a schema adds to those
 * that it extends. Reads and never writes.
 */
import type { JsonSchema } from '../json-schema.ts'
import { type Document, entriesOf, itemsOf, own, textsOf, toRecord } from './document.ts'
import { depthMax } from './graph.ts'
import { branchesOf, demandsOf, isNullable, isOnlyRequired, typesOf } from './keywords.ts'

/** One field of an object. */
export interface Field {
  readonly schema: unknown
  readonly isRequired: boolean
  /** The schema by which it came, if that is one of those that are extended. */
  readonly base: string | null
}

/** An object as its schema says it. */
export interface Shape {
  readonly fields: ReadonlyMap<string, Field>
  /** The schemas it extends, by pointer, in their order. */
  readonly bases: readonly string[]
  /** What fields beside these may be: nothing was said, a yes or no, or a schema. */
  readonly additional: unknown
}

interface Gathered {
  readonly fields: Map<string, { schema: unknown; readonly base: string | null }>
  /** Who requires a field: a base, or the schema itself. */
  readonly required: Map<string, Set<string | null>>
  readonly bases: string[]
  additional: unknown
  hasFields: boolean
}

interface Source {
  readonly base: string | null
  readonly trail: readonly string[]
}

/** The fields of an object schema; null for anything that is not an object with named fields. */
export function shapeOf(document: Document, schema: unknown): Shape | null {
  const gathered: Gathered = {
    fields: new Map(),
    required: new Map(),
    bases: [],
    additional: undefined,
    hasFields: false,
  }
  if (!gather(document, { gathered, schema }, { base: null, trail: [] })) return null
  if (!gathered.hasFields) return null
  const { fields, required, bases, additional } = gathered
  for (const name of required.keys())
    if (!fields.has(name)) fields.set(name, { schema: true, base: null })
  const whole = [...fields].map(([name, { schema: said, base }]): [string, Field] => {
    const by = required.get(name)
    const isRequired = by !== undefined
    // Required here and not where it comes from: then it is said here again.
    const isOwn = isRequired && !by.has(base)
    return [name, { schema: said, isRequired, base: isOwn ? null : base }]
  })
  return { fields: new Map(whole), bases, additional }
}

function gather(
  document: Document,
  { gathered, schema }: { readonly gathered: Gathered; readonly schema: unknown },
  source: Source,
): boolean {
  document.step()
  const record = toRecord(schema)
  if (record === null || source.trail.length > depthMax || !isObjectLike(record)) return false
  const reference = own(record, '$ref')
  if (typeof reference === 'string' && !gatherTarget(document, { gathered, reference }, source))
    return false
  for (const part of itemsOf(own(record, 'allOf'))) {
    const isEmpty = toRecord(part) !== null && demandsOf(part as JsonSchema).length === 0
    if (!isEmpty && !gather(document, { gathered, schema: part }, source)) return false
  }
  gatherOwn(gathered, record, source.base)
  return true
}

function gatherTarget(
  document: Document,
  { gathered, reference }: { readonly gathered: Gathered; readonly reference: string },
  { base, trail }: Source,
): boolean {
  const target = document.find(reference)
  if (target === undefined || trail.includes(target.pointer)) return false
  if (base === null) gathered.bases.push(target.pointer)
  const from = { base: base ?? target.pointer, trail: [...trail, target.pointer] }
  return gather(document, { gathered, schema: target.value }, from)
}

function gatherOwn(gathered: Gathered, record: JsonSchema, base: string | null): void {
  const properties = toRecord(own(record, 'properties'))
  if (properties !== null) gathered.hasFields = true
  for (const [name, schema] of entriesOf(properties)) {
    const before = gathered.fields.get(name)
    const said = before === undefined ? schema : combine(before.schema, schema)
    const isSaidBefore = before !== undefined && said === before.schema
    gathered.fields.set(name, { schema: said, base: isSaidBefore ? before.base : base })
  }
  for (const name of textsOf(own(record, 'required'))) {
    gathered.hasFields = true
    const by = gathered.required.get(name) ?? new Set()
    gathered.required.set(name, by.add(base))
  }
  const additional = own(record, 'additionalProperties')
  if (additional !== undefined) gathered.additional = additional
}

/** Of two schemas for one field the later narrows the earlier. */
function combine(before: unknown, after: unknown): unknown {
  const [first, second] = [toRecord(before), toRecord(after)]
  if (first === null || second === null) return after
  if (demandsOf(second).length === 0) return before
  return '$ref' in first || '$ref' in second ? after : { ...first, ...second }
}

function isObjectLike(schema: JsonSchema): boolean {
  const types = typesOf(schema)
  if (types.some((each) => each !== 'object')) return false
  if (own(schema, 'enum') !== undefined || own(schema, 'const') !== undefined) return false
  return branchesOf(schema).every(isOnlyRequired)
}

/** The pointer of a schema that is nothing but a reference. */
export function referenceOf(document: Document, schema: unknown): string | null {
  const record = toRecord(schema)
  const reference = own(record, '$ref')
  if (record === null || typeof reference !== 'string' || demandsOf(record).length > 1) return null
  return document.find(reference)?.pointer ?? null
}

/** Whether the constant of a schema is an object that can be extended. */
export function isExtendable(document: Document, schema: unknown): boolean {
  const record = document.part(schema)
  const shape = record === null || isNullable(record) ? null : shapeOf(document, schema)
  return shape !== null
}

/** The texts that a field must be one of: a discriminator; null if it may be any. */
export function tagsOf(document: Document, schema: unknown): readonly string[] | null {
  const record = document.part(schema)
  if (record === null) return null
  const constant = own(record, 'const')
  if (typeof constant === 'string') return [constant]
  const values = itemsOf(own(record, 'enum'))
  const texts = textsOf(values)
  return texts.length > 0 && texts.length === values.length ? texts : null
}
