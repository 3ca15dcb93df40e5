/**
 * Fields of an input as texts of a URL. What the schema cannot read back as it was (an object, a null beside texts)
 * travels together in one parameter, `$json`, so that every input that is JSON can be asked for with GET.
 */
import { describe, fieldSchema, fromText, type JsonSchema, type Operation } from '@atoll/contract'

/** The parameter for all that has no plain text. No field can have this name. */
export const jsonParameter = '$json'

/** Reads and writes one field of an input. */
export interface FieldText {
  /** One text is one value unless the schema asks for a list. */
  read(texts: readonly string[]): unknown
  /** The texts that read back as this value, or null where there are none. */
  write(value: unknown): readonly string[] | null
}

/** Prepares the fields of an operation's input; asked for a name nobody declared, it answers with plain texts. */
export function createFieldTexts(operation: Operation): (name: string) => FieldText {
  const input = describe(operation.input, 'input')
  const known = new Map<string, FieldText>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const schema = fieldSchema(input, name)
    const made = createFieldText(schema)
    // Names come from outside; only declared ones are kept.
    if (Object.keys(schema).length > 0) known.set(name, made)
    return made
  }
}

function createFieldText(schema: JsonSchema): FieldText {
  const items = itemsOf(schema)
  const read = (texts: readonly string[]): unknown => {
    if (items !== null) return texts.map((text) => fromText(items, text))
    const [first = ''] = texts
    return texts.length === 1 ? fromText(schema, first) : [...texts]
  }
  return { read, write: (value) => writeTexts(value, read) }
}

function itemsOf(schema: JsonSchema): JsonSchema | null {
  const items = schema['items']
  // A schema's items are a schema; the check only excludes what is no object.
  return schema['type'] === 'array' ? (isObject(items) ? (items as JsonSchema) : {}) : null
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function writeTexts(
  value: unknown,
  read: (texts: readonly string[]) => unknown,
): readonly string[] | null {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0 || !values.every(isPlain)) return null
  const texts = values.map(String)
  const back = read(texts)
  const same = Array.isArray(value)
    ? Array.isArray(back) && back.every((each, index) => each === values[index])
    : back === value
  return same ? texts : null
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  return typeof value === 'number' || typeof value === 'boolean'
}
