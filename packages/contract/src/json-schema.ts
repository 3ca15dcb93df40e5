/**
 * The little of JSON Schema that borders read: which fields an object may have, and how a text from a URL becomes the
 * number or boolean the schema asks for. It never validates; that is the schema library's work.
 */

/** A JSON Schema document, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

const depthMax = 64

/**
 * Makes a check that finds the first field which the schema does not name.
 * Shape: value → JSON pointer of the field, or null. Objects that say `additionalProperties` are left open.
 */
export function unknownField(root: JsonSchema): (value: unknown) => string | null {
  const search = new FieldSearch(root)
  return (value) => search.in(root, value, 0)
}

/** Looks through a value beside its schema; `depth` bounds how far. */
class FieldSearch {
  readonly #root: JsonSchema

  constructor(root: JsonSchema) {
    this.#root = root
  }

  in(schema: JsonSchema, value: unknown, depth: number): string | null {
    if (value === null || typeof value !== 'object' || depth > depthMax) return null
    const node = resolve(this.#root, schema)
    const branches = branchesOf(node)
    if (branches.length > 0) return this.#inBranches(branches, value, depth)
    if (Array.isArray(value)) return this.#inItems(node, value, depth)
    return this.#inFields(node, value, depth)
  }

  #inItems(node: JsonSchema, items: readonly unknown[], depth: number): string | null {
    const schema = isSchema(node['items']) ? node['items'] : null
    const first = Array.isArray(node['prefixItems']) ? node['prefixItems'] : []
    for (const [index, item] of items.entries()) {
      const each: unknown = first[index] ?? schema
      const found = isSchema(each) ? this.in(each, item, depth + 1) : null
      if (found !== null) return `/${index}${found}`
    }
    return null
  }

  /** Of alternatives one suffices; of an intersection each knows only its own, so it is left to the validator. */
  #inBranches(branches: readonly JsonSchema[], value: object, depth: number): string | null {
    const type = Array.isArray(value) ? 'array' : 'object'
    let found: string | null = null
    for (const branch of branches) {
      const types = typesOf(resolve(this.#root, branch))
      // A branch for texts or null has nothing to say about an object; if none fits, the validator refuses it.
      if (types.length > 0 && !types.includes(type)) continue
      found = this.in(branch, value, depth + 1)
      if (found === null) return null
    }
    return found
  }

  #inFields(node: JsonSchema, value: object, depth: number): string | null {
    const properties = node['properties']
    if (!isSchema(properties)) return null
    for (const [name, field] of Object.entries(value)) {
      const schema = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (schema === undefined && (node['additionalProperties'] ?? false) === false)
        return `/${toPointerPart(name)}`
      const found = isSchema(schema) ? this.in(schema, field, depth + 1) : null
      if (found !== null) return `/${toPointerPart(name)}${found}`
    }
    return null
  }
}

/** Source RFC 6901 section 3. */
export function toPointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Follows a reference inside the same document. */
function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const reference = schema['$ref']
  if (typeof reference !== 'string' || !reference.startsWith('#')) return schema
  let node: unknown = root
  for (const part of reference.slice(1).split('/').filter(Boolean))
    node = isSchema(node) ? node[part] : undefined
  return isSchema(node) ? node : schema
}

function branchesOf(node: JsonSchema): readonly JsonSchema[] {
  const branches = node['anyOf'] ?? node['oneOf']
  return Array.isArray(branches) ? branches.filter(isSchema) : []
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The names of an object schema's fields. */
export function fieldsOf(schema: JsonSchema): readonly string[] {
  return isSchema(schema['properties']) ? Object.keys(schema['properties']) : []
}

/** The schema of one field of an object schema, or an empty one. */
export function fieldSchema(schema: JsonSchema, name: string): JsonSchema {
  const properties = schema['properties']
  if (!isSchema(properties) || !Object.hasOwn(properties, name)) return {}
  const field = properties[name]
  return isSchema(field) ? field : {}
}

/** Whether an object schema asks for this field. */
export function isRequired(schema: JsonSchema, name: string): boolean {
  return Array.isArray(schema['required']) && schema['required'].includes(name)
}

const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

/**
 * Turns a text out of a path or query into the type that the schema of its field asks for.
 * A text that does not look the part stays a text, so that the validator refuses it by name.
 */
export function fromText(schema: JsonSchema, text: string): unknown {
  const types = typesOf(schema)
  if (types.includes('string')) return text
  if ((types.includes('integer') || types.includes('number')) && decimal.test(text))
    return Number(text)
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

function typesOf(schema: JsonSchema): readonly unknown[] {
  const type = schema['type']
  if (Array.isArray(type)) return type
  if (type !== undefined) return [type]
  return branchesOf(schema).flatMap(typesOf)
}
