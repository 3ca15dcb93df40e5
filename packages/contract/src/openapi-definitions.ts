/**
 * Where the schemas of a document keep what they refer to. A schema's own definitions become components of the document,
 * since tools that read documents look for references nowhere else. Used by `openapi.ts` only.
 */
import type { JsonSchema } from './json-schema.ts'

/** The definitions of one document. */
export interface Definitions {
  /** What was lifted so far, by name. */
  readonly schemas: Readonly<Record<string, JsonSchema>>
  /** Puts a schema's own definitions among those of the document. Shape: `name` in letters, digits, `.` and `_`. */
  lift(schema: JsonSchema, name: string): JsonSchema
  /** The schema itself, where `lift` answered with a reference to it. */
  resolve(lifted: JsonSchema): JsonSchema
}

/** Gives each thing a name that no other has. */
export interface Names {
  take(wanted: string): string
}

/** Makes names; the second of a name gets a number. */
export function createNames(): Names {
  const taken = new Set<string>()
  return {
    take(wanted) {
      let name = wanted
      for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`
      taken.add(name)
      return name
    },
  }
}

/** Where a document keeps its schemas. */
const prefix = '#/components/schemas/'

/** Makes the definitions of one document. */
export function createDefinitions(): Definitions {
  const schemas: Record<string, JsonSchema> = {}
  const names = createNames()
  return {
    schemas,
    lift: (schema, name) => liftResource(schema, { schemas, names, wanted: name }),
    resolve(lifted) {
      const reference = lifted['$ref']
      if (typeof reference !== 'string') return lifted
      return schemas[reference.slice(prefix.length)] ?? lifted
    },
  }
}

interface Lifting {
  readonly schemas: Record<string, JsonSchema>
  readonly names: Names
  readonly wanted: string
}

/** A schema with an identity or definitions: references in it mean itself. Source JSON Schema 2020-12, section 8.2 */
function liftResource(schema: JsonSchema, lifting: Lifting): JsonSchema {
  const { $schema: _dialect, $id: _id, $defs, ...rest } = schema
  const defined = Object.entries(isSchema($defs) ? $defs : {}).map(
    ([key, each]) => [key, each, lifting.names.take(`${lifting.wanted}.${toName(key)}`)] as const,
  )
  const known = new Map(defined.map(([key, _each, name]) => [`#/$defs/${key}`, `${prefix}${name}`]))
  const made = { root: '' }
  const refer = (reference: string) => {
    if (reference !== '#') return known.get(reference) ?? reference
    if (made.root === '') made.root = lifting.names.take(lifting.wanted)
    return `${prefix}${made.root}`
  }
  const walk = (node: unknown) => rewrite(node, { ...lifting, refer })
  // A schema rewritten is a schema.
  for (const [, each, name] of defined) lifting.schemas[name] = walk(each) as JsonSchema
  const written = walk(rest) as JsonSchema
  if (made.root === '') return written
  lifting.schemas[made.root] = written
  return { $ref: `${prefix}${made.root}` }
}

function rewrite(
  node: unknown,
  lifting: Lifting & { readonly refer: (reference: string) => string },
): unknown {
  if (Array.isArray(node))
    return Array.from<unknown, unknown>(node, (each) => rewrite(each, lifting))
  if (!isSchema(node)) return node
  if ('$id' in node || '$defs' in node) return liftResource(node, lifting)
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => {
    if (key === '$ref' && typeof value === 'string') return [key, lifting.refer(value)]
    if (holdsValues.has(key)) return [key, value]
    if (!holdsNames.has(key) || !isSchema(value)) return [key, rewrite(value, lifting)]
    const named = Object.entries(value).map(([name, each]) => [name, rewrite(each, lifting)])
    return [key, Object.fromEntries(named) as JsonSchema]
  })
  return Object.fromEntries(entries)
}

/** Keywords whose values may look like schemas and are none. */
const holdsValues: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples'])
/** Keywords whose values are schemas by names of the user's. */
const holdsNames: ReadonlySet<string> = new Set(['properties', 'patternProperties'])

function toName(key: string): string {
  return key.replaceAll(/[^A-Za-z0-9]+/g, '_')
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
