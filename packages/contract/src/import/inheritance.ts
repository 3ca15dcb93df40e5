/**
 * Inheritance as Java's libraries document it: a parent with a discriminator and no alternatives, and children that
 * extend it by `allOf`. Rewritten before anything else is read: the parent becomes the choice among its children, what
 * all share becomes a schema of its own, and each child says its own tag.
 * Source OpenAPI 3.0.4 and 3.1.1, Discriminator Object.
 */
import type { JsonSchema } from '../json-schema.ts'
import { type Document, entriesOf, itemsOf, own, textOf, toRecord } from './document.ts'
import { branchesOf, without } from './keywords.ts'

const prefix = '#/components/schemas/'

/** The document with parents as choices. Faults: a refusal where generations upon generations make too many. */
export function spreadInheritance({ root, step }: Document): JsonSchema {
  const components = toRecord(own(root, 'components'))
  const schemas = new Map(entriesOf(own(components, 'schemas')))
  const parents = [...schemas].filter(([, schema]) => isParent(schema)).map(([name]) => name)
  if (parents.length === 0) return root
  const bases = basesOf(schemas, step)
  for (const parent of parents)
    spread({ schemas, step }, parent, descendantsOf(parent, bases, step))
  return { ...root, components: { ...components, schemas: Object.fromEntries(schemas) } }
}

type Schemas = Map<string, unknown>
type Step = Document['step']

function isParent(schema: unknown): boolean {
  const record = toRecord(schema)
  if (record === null || branchesOf(record).length > 0) return false
  return textOf(own(toRecord(own(record, 'discriminator')), 'propertyName')) !== undefined
}

/** Who extends whom: the names of the schemas that name a schema in their `allOf`. */
function basesOf(schemas: Schemas, step: Step): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>()
  for (const [name, schema] of schemas)
    for (const part of itemsOf(own(toRecord(schema), 'allOf'))) {
      step()
      const base = nameIn(own(toRecord(part), '$ref'))
      const known = children.get(base)
      if (known === undefined) children.set(base, [name])
      else known.push(name)
    }
  return children
}

function nameIn(reference: unknown): string {
  return typeof reference === 'string' && reference.startsWith(prefix)
    ? reference.slice(prefix.length)
    : ''
}

function descendantsOf(
  parent: string,
  children: ReadonlyMap<string, readonly string[]>,
  step: Step,
): readonly string[] {
  const found = new Set<string>()
  const queue = [...(children.get(parent) ?? [])]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    step()
    if (next === parent || found.has(next)) continue
    found.add(next)
    queue.push(...(children.get(next) ?? []))
  }
  return [...found]
}

function spread(
  { schemas, step }: { readonly schemas: Schemas; readonly step: Step },
  parent: string,
  children: readonly string[],
): void {
  const schema = toRecord(schemas.get(parent))
  const discriminator = toRecord(own(schema, 'discriminator'))
  const tag = textOf(own(discriminator, 'propertyName'))
  if (schema === null || tag === undefined || children.length === 0) return
  const mapping = entriesOf(own(discriminator, 'mapping')).map(
    ([value, target]) => [value, nameIn(target) || textOf(target)] as const,
  )
  const valuesOf = (name: string) => {
    const mapped = mapping.flatMap(([value, target]) => {
      step()
      return target === name ? [value] : []
    })
    return mapped.length > 0 ? mapped : [name]
  }
  const base = freeName(schemas, `${parent}Base`)
  schemas.set(base, without(schema, ['discriminator']))
  for (const child of children)
    schemas.set(
      child,
      tagged(schemas.get(child), { parent, base, tag, values: valuesOf(child), step }),
    )
  const isOption = mapping.length === 0 || mapping.some(([, target]) => target === parent)
  const own_ = isOption ? [ownOption(base, tag, valuesOf(parent))] : []
  schemas.set(parent, {
    ...(typeof schema['description'] === 'string' ? { description: schema['description'] } : {}),
    oneOf: [...children.map((name) => ({ $ref: prefix + name })), ...own_],
    discriminator: { propertyName: tag },
  })
}

function ownOption(base: string, tag: string, values: readonly string[]): JsonSchema {
  return { allOf: [{ $ref: prefix + base }, tagPart(tag, values)] }
}

function tagged(
  schema: unknown,
  about: {
    readonly parent: string
    readonly base: string
    readonly tag: string
    readonly values: readonly string[]
    readonly step: Step
  },
): unknown {
  const record = toRecord(schema)
  if (record === null) return schema
  const parts = itemsOf(own(record, 'allOf')).map((part) => {
    about.step()
    const isParentOfIt = nameIn(own(toRecord(part), '$ref')) === about.parent
    return isParentOfIt ? { $ref: prefix + about.base } : part
  })
  return { ...record, allOf: [...parts, tagPart(about.tag, about.values)] }
}

function tagPart(tag: string, values: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries([[tag, { type: 'string', enum: values }]]),
    required: [tag],
  }
}

function freeName(schemas: Schemas, wanted: string): string {
  let name = wanted
  for (let n = 2; schemas.has(name); n++) name = `${wanted}${n}`
  return name
}
