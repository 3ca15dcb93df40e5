/** Alternatives as zod schemas: told apart by a tag where there is one. */
import type { JsonSchema } from '../json-schema.ts'
import { type Code, list, object, property, text, dot, zod } from './code.ts'
import { entriesOf, own, textOf, toRecord } from './document.ts'
import { branchesOf, demandsOf, isNull, isOnlyRequired, typesOf, without } from './keywords.ts'
import { tagsIn } from './objects.ts'
import { referenceOf, type Shape, shapeOf } from './shape.ts'
import { quote, toKey } from './text.ts'
import { anything, type At, isAnything, type Part, part, whole, type Writer } from './writer.ts'

/** The words that a choice consists of. */
const choosing = ['oneOf', 'anyOf', 'discriminator', 'nullable', 'type']

/** A schema with `oneOf` or `anyOf`. */
export function writeChoice(writer: Writer, schema: JsonSchema, at: At): Part {
  const branches = branchesOf(schema)
  if (branches.every(isOnlyRequired)) {
    at.remark('which of its fields must stand together is not checked')
    return writer.write(without(schema, ['oneOf', 'anyOf']), at)
  }
  if (own(schema, 'oneOf') !== undefined && own(schema, 'anyOf') !== undefined)
    at.remark("'anyOf' beside 'oneOf' is not checked")
  const meant = branches.filter((each) => !isNull(each))
  const others = demandsOf(schema).filter((word) => !choosing.includes(word))
  const typed = others.length === 0 ? meant.map((each) => withType(each, schema)) : meant
  const choice = writeBranches(writer, { schema, branches: typed }, at)
  const chosen = meant.length < branches.length ? { ...choice, isNullable: true } : choice
  if (others.length === 0) return chosen
  const common = writer.write(without(schema, ['oneOf', 'anyOf', 'discriminator', 'nullable']), at)
  return { ...chosen, code: zod('intersection', common.code, chosen.code) }
}

/** A type said once for all alternatives. */
function withType(branch: unknown, schema: JsonSchema): unknown {
  const record = toRecord(branch)
  const type = typesOf(schema)
  if (record === null || type.length === 0) return branch
  const isSaid = ['$ref', 'type', 'allOf', 'oneOf', 'anyOf', 'const', 'enum'].some(
    (word) => word in record,
  )
  return isSaid ? branch : { ...record, type: own(schema, 'type') }
}

interface Choice {
  readonly schema: JsonSchema
  readonly branches: readonly unknown[]
}

function writeBranches(writer: Writer, { schema, branches }: Choice, at: At): Part {
  const [only, second] = branches
  if (only === undefined) return part(zod('null'))
  if (second === undefined) return writer.write(only, { ...at, depth: at.depth + 1 })
  const tagged = writeTagged(writer, { schema, branches }, at)
  if (tagged !== null) return part(tagged)
  const objects = branches.filter((each) => shapeOf(writer.document, each) !== null)
  if (objects.length > 1)
    at.remark('no tag tells its alternatives apart: the first that fits is taken')
  const parts = branches.map((each) => writer.write(each, { ...at, depth: at.depth + 1 }))
  if (parts.some(isAnything)) return anything()
  return part(zod('union', list(parts.map((each) => whole(each)))))
}

interface Option {
  readonly branch: unknown
  readonly shape: Shape
  readonly tags: readonly string[]
  /** Whether the branch says its tags itself. */
  readonly isSaid: boolean
}

/** Alternatives that one required field tells apart; null where there is no such field. */
function writeTagged(writer: Writer, choice: Choice, at: At): Code | null {
  const shapes = choice.branches.map((each) => shapeOf(writer.document, each))
  if (shapes.includes(null) || !choice.branches.every((each) => canStand(writer, each, at)))
    return null
  const said = textOf(own(toRecord(own(choice.schema, 'discriminator')), 'propertyName'))
  const names = said === undefined ? [...(shapes[0]?.fields.keys() ?? [])] : [said]
  for (const name of names) {
    const options = optionsBy(writer, { choice, shapes }, name)
    if (options === null) continue
    const codes = options.map((option) => writeOption(writer, { option, name }, at))
    return zod('discriminatedUnion', text(quote(name)), list(codes))
  }
  return null
}

/** A constant that cannot be named yet, or that lets null pass, is no alternative of this kind. */
function canStand({ document, graph }: Writer, branch: unknown, { self, isPutOff }: At): boolean {
  const pointer = referenceOf(document, branch)
  if (pointer === null) return toRecord(branch)?.['$ref'] === undefined
  if (own(document.part(branch), 'nullable') === true) return false
  const mustWait = self !== null && !isPutOff && graph.isCycle(self, pointer)
  return !mustWait || graph.position(pointer) < graph.position(self)
}

function optionsBy(
  writer: Writer,
  { choice, shapes }: { readonly choice: Choice; readonly shapes: readonly (Shape | null)[] },
  name: string,
): readonly Option[] | null {
  const options: Option[] = []
  for (const [index, branch] of choice.branches.entries()) {
    const shape = shapes[index] ?? null
    if (shape === null || name === '__proto__') return null
    const own_ = tagsIn(writer, shape, name)
    const tags = own_ ?? mappedTags(writer, choice, branch)
    if (tags === null) return null
    options.push({ branch, shape, tags, isSaid: own_ !== null })
  }
  const all = options.flatMap(({ tags }) => tags)
  return new Set(all).size === all.length ? options : null
}

/** The tags by which a discriminator names an alternative: its mapping, else the name of its schema. */
function mappedTags(
  { document }: Writer,
  { schema }: Choice,
  branch: unknown,
): readonly string[] | null {
  const discriminator = toRecord(own(schema, 'discriminator'))
  const pointer = referenceOf(document, branch)
  if (discriminator === null || pointer === null) return null
  const prefix = '#/components/schemas/'
  const mapped = entriesOf(own(discriminator, 'mapping'))
    .filter(([, target]) => target === pointer || prefix + (textOf(target) ?? '') === pointer)
    .map(([tag]) => tag)
  if (mapped.length > 0) return mapped
  return pointer.startsWith(prefix) ? [pointer.slice(prefix.length)] : null
}

function writeOption(
  writer: Writer,
  { option, name }: { readonly option: Option; readonly name: string },
  at: At,
): Code {
  const { code } = writer.write(option.branch, { ...at, depth: at.depth + 1 })
  if (option.isSaid) return code
  const tags = option.tags.map((tag) => text(quote(tag)))
  const [only] = tags
  const value =
    tags.length === 1 && only !== undefined ? zod('literal', only) : zod('enum', list(tags))
  return dot(code, 'extend', object([property(toKey(name), value)]))
}
