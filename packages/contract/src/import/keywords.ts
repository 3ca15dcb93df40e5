/** Which words of JSON Schema say what, for everybody who reads schemas of a document. */
import type { JsonSchema } from '../json-schema.ts'
import { itemsOf, own, textsOf, toRecord } from './document.ts'

/** Words that describe and demand nothing. */
const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'example',
  'examples',
  'externalDocs',
  'deprecated',
  'xml',
  'readOnly',
  'writeOnly',
  'default',
  '$comment',
  '$schema',
  '$id',
  '$anchor',
  '$defs',
])

/** Words that no schema of an imported contract checks, whatever the type. */
const unchecked = [
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'propertyNames',
  'minProperties',
  'maxProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'contains',
  'minContains',
  'maxContains',
  'uniqueItems',
  '$dynamicRef',
] as const

/** The words of a schema that demand something, in their order. */
export function demandsOf(schema: JsonSchema): readonly string[] {
  return Object.keys(schema).filter((key) => !annotations.has(key) && !key.startsWith('x-'))
}

/** The words of a schema that will not be checked. */
export function uncheckedIn(schema: JsonSchema): readonly string[] {
  return unchecked.filter((word) => {
    const said = own(schema, word)
    return said !== undefined && said !== false
  })
}

/** The types a schema names, without null. */
export function typesOf(schema: JsonSchema): readonly string[] {
  const type = own(schema, 'type')
  return (Array.isArray(type) ? textsOf(type) : textsOf([type])).filter((each) => each !== 'null')
}

/** Whether a schema lets null pass by its own words, in the spelling of 3.0 or of 3.1. */
export function isNullable(schema: JsonSchema): boolean {
  if (own(schema, 'nullable') === true) return true
  const values = own(schema, 'enum')
  if (Array.isArray(values)) return values.includes(null) && !isNull(schema)
  return itemsOf(own(schema, 'type')).includes('null') && typesOf(schema).length > 0
}

/** Whether a schema is for null alone. */
export function isNull(schema: unknown): boolean {
  const record = toRecord(schema)
  if (record === null) return false
  const values = own(record, 'enum')
  return (
    own(record, 'type') === 'null' ||
    own(record, 'const') === null ||
    (Array.isArray(values) && values.length > 0 && values.every((each) => each === null))
  )
}

/** Whether a schema only says which fields there must be, as branches of an `anyOf` often do. */
export function isOnlyRequired(schema: unknown): boolean {
  const record = toRecord(schema)
  if (record === null) return false
  const demands = demandsOf(record)
  return demands.length > 0 && demands.every((key) => key === 'required' || key === 'not')
}

/** The alternatives of a schema: those of `oneOf`, else those of `anyOf`. */
export function branchesOf(schema: JsonSchema): readonly unknown[] {
  const oneOf = itemsOf(own(schema, 'oneOf'))
  return oneOf.length > 0 ? oneOf : itemsOf(own(schema, 'anyOf'))
}

/** A schema without some of its words. */
export function without(schema: JsonSchema, words: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !words.includes(key)))
}
