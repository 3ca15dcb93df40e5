/**
 * Inputs that are wrong in exactly one thing, made from the schemas of the contracts: every field left out, every type
 * changed, every limit passed by one, a field too many at every depth. Also those that reach a limit and are right.
 */
import type { JsonSchema } from '@atoll/contract'
import fc from 'fast-check'

/** One change of a right input. */
export interface Change {
  /** Such as `/lines/0/quantity is over its maximum`. */
  readonly what: string
  readonly input: unknown
  readonly isRight: boolean
  /** Whether it is still wrong when every field is a text, as in a query. */
  readonly survivesText: boolean
}

/** Right inputs of a schema, as short as the schema lets them be. */
export function rightInputs(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type, format, pattern } = schema
  if ('const' in schema) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...Array.from<unknown>(schema['enum']))
  if (type === 'integer')
    return fc.integer({
      min: numberOf(schema, 'minimum', 0),
      max: numberOf(schema, 'maximum', 100),
    })
  if (type === 'array')
    return fc.array(rightInputs(schemaAt(schema, 'items')), {
      minLength: Math.max(1, numberOf(schema, 'minItems', 0)),
      maxLength: Math.max(1, Math.min(3, numberOf(schema, 'maxItems', 3))),
    })
  if (type === 'object') return fc.record(mapFields(schema, rightInputs))
  if (type !== 'string') throw new TypeError(`no inputs for ${JSON.stringify(schema)}`)
  if (format === 'uuid') return fc.uuid()
  if (format === 'email') return fc.constant('nobody@example.org')
  const minLength = numberOf(schema, 'minLength', 0)
  const maxLength = numberOf(schema, 'maxLength', 20)
  if (typeof pattern !== 'string') return fc.string({ minLength, maxLength })
  return fc
    .stringMatching(new RegExp(pattern), { maxLength })
    .filter((text) => text.length >= minLength && text.length <= maxLength)
}

/** Every change of a right input. */
export function changesOf(schema: JsonSchema, input: unknown): readonly Change[] {
  return [...changesAt(schema, input, '')].map((change) => ({
    ...change,
    what: change.what.startsWith('/') ? change.what : `the whole ${change.what}`,
  }))
}

function* changesAt(schema: JsonSchema, value: unknown, path: string): Generator<Change> {
  const wrong = (what: string, input: unknown, survivesText = true): Change => ({
    what: `${path} ${what}`,
    input,
    isRight: false,
    survivesText,
  })
  const right = (what: string, input: unknown): Change => ({
    what: `${path} ${what}`,
    input,
    isRight: true,
    survivesText: true,
  })
  for (const other of othersThan(value)) yield wrong(`is ${JSON.stringify(other)}`, other, false)
  if (typeof value === 'string') yield* textChanges(schema, { wrong, right })
  if (typeof value === 'number') yield* numberChanges(schema, { wrong, right })
  if (Array.isArray(value)) yield* listChanges(schema, { value, path, wrong, right })
  else if (isRecord(value)) yield* fieldChanges(schema, { value, path, wrong })
}

interface Making {
  readonly wrong: (what: string, input: unknown, survivesText?: boolean) => Change
  readonly right: (what: string, input: unknown) => Change
}

/** A value of every other type. */
function othersThan(value: unknown): readonly unknown[] {
  const kind = Array.isArray(value) ? 'array' : typeof value
  const all = { string: 'text', number: 7, boolean: true, array: [], object: {} }
  const others: unknown[] = Object.entries(all)
    .filter(([name]) => name !== kind)
    .map(([, other]) => other)
  return [...others, null]
}

function* textChanges(schema: JsonSchema, { wrong, right }: Making): Generator<Change> {
  const max = schema['maxLength']
  const { format } = schema
  if (Array.isArray(schema['enum'])) yield wrong('is none of its values', 'nothing-of-this')
  if (typeof max === 'number' && format === undefined) {
    yield wrong('is over its length by one', 'a'.repeat(max + 1))
    yield right('is at its length', 'a'.repeat(max))
  }
  if (typeof max === 'number' && format === 'email')
    yield wrong('is over its length by one', `${'a'.repeat(60)}@${'b.'.repeat(max)}org`)
  if (typeof schema['minLength'] === 'number' && schema['minLength'] > 0)
    yield wrong('is empty', '')
  if (typeof schema['pattern'] === 'string') yield wrong('has a control character', 'a\u0007b')
  if (format === 'uuid') yield wrong('is no UUID', '1234')
  if (format === 'email') yield wrong('is no address', 'nobody')
}

function* numberChanges(schema: JsonSchema, { wrong, right }: Making): Generator<Change> {
  yield wrong('is no whole number', 1.5)
  const { minimum, maximum } = schema
  if (typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER) {
    yield wrong('is under its minimum by one', minimum - 1)
    yield right('is at its minimum', minimum)
  }
  if (typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER) {
    yield wrong('is over its maximum by one', maximum + 1)
    yield right('is at its maximum', maximum)
  }
}

function* listChanges(
  schema: JsonSchema,
  { value, path, wrong, right }: Making & { readonly value: readonly unknown[]; path: string },
): Generator<Change> {
  const [first] = value
  const { minItems, maxItems } = schema
  if (typeof maxItems === 'number') {
    yield wrong(
      'has one item too many',
      Array.from({ length: maxItems + 1 }, () => first),
    )
    yield right(
      'has as many items as it may',
      Array.from({ length: maxItems }, () => first),
    )
  }
  if (typeof minItems === 'number' && minItems > 0)
    yield wrong('has one item too few', value.slice(0, minItems - 1))
  for (const change of changesAt(schemaAt(schema, 'items'), first, `${path}/0`))
    yield { ...change, input: [change.input, ...value.slice(1)], survivesText: false }
}

function* fieldChanges(
  schema: JsonSchema,
  {
    value,
    path,
    wrong,
  }: Pick<Making, 'wrong'> & { readonly value: Record<string, unknown>; path: string },
): Generator<Change> {
  for (const name of ['unexpected', 'constructor', 'toString', ''])
    yield wrong(`has a field '${name}' too many`, { ...value, [name]: 1 })
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
  for (const [name, field] of Object.entries(mapFields(schema, (each) => each))) {
    const { [name]: own, ...others } = value
    // What has a default may be left out of a request.
    if (required.includes(name) && !('default' in field)) yield wrong(`lacks '${name}'`, others)
    for (const change of changesAt(field, own, `${path}/${name}`))
      yield { ...change, input: { ...others, [name]: change.input } }
  }
}

function mapFields<T>(schema: JsonSchema, map: (field: JsonSchema) => T): Record<string, T> {
  const fields = Object.entries(schemaAt(schema, 'properties'))
  return Object.fromEntries(
    fields.map(([name, field]) => [name, map(isRecord(field) ? field : {})]),
  )
}

function schemaAt(schema: JsonSchema, name: string): JsonSchema {
  const found = schema[name]
  return isRecord(found) ? found : {}
}

function numberOf(schema: JsonSchema, name: string, otherwise: number): number {
  const found = schema[name]
  return typeof found === 'number' ? found : otherwise
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
