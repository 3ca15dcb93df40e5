/** Objects, maps and lists as zod schemas. */
import type { JsonSchema } from '../json-schema.ts'
import { type Code, list, object, type Property, text, dot, zod } from './code.ts'
import { type Document, itemsOf, own, textOf, toRecord } from './document.ts'
import { isNullable } from './keywords.ts'
import { isBinary, isChecked, sized } from './scalars.ts'
import { type Field, isExtendable, type Shape, tagsOf } from './shape.ts'
import { harmless, literal, toKey, toLines } from './text.ts'
import {
  type At,
  inside,
  isAnything,
  type Part,
  part,
  type Side,
  whole,
  type Wrap,
  type Writer,
} from './writer.ts'

/** An object with named fields, extending the constants of what it extends. */
export function writeShape(writer: Writer, shape: Shape, at: At): Part {
  const bases = shape.bases.filter((pointer) => canExtend(writer, pointer, at))
  const fields = [...shape.fields].filter(([, { base }]) => base === null || !bases.includes(base))
  const properties = writeFields(writer, fields, at)
  const [first, ...others] = bases
  if (first === undefined)
    return part(closed(writer, zod(looseName(shape), object(properties)), { shape, at }))
  let code: Code = text(writer.constant(first, at.side))
  for (const base of others)
    code = dot(code, 'extend', text(`${writer.constant(base, at.side)}.shape`))
  if (properties.length > 0) code = dot(code, 'extend', object(properties))
  if (shape.additional === true) code = dot(code, 'loose')
  return part(closed(writer, code, { shape, at }))
}

function looseName({ additional }: Shape): string {
  return additional === true ? 'looseObject' : 'object'
}

function closed(
  writer: Writer,
  code: Code,
  { shape, at }: { readonly shape: Shape; readonly at: At },
): Code {
  if (toRecord(shape.additional) === null) return code
  return dot(code, 'catchall', whole(writer.write(shape.additional, inside(at))))
}

function canExtend(writer: Writer, pointer: string, { self }: At): boolean {
  const { document, graph } = writer
  const schema = { $ref: pointer }
  if (!isExtendable(document, schema)) return false
  return self === null || !graph.isCycle(self, pointer)
}

/** The properties of an object literal, one for each field. */
export function writeFields(
  writer: Writer,
  fields: Iterable<readonly [string, Field]>,
  at: At,
): Property[] {
  const properties: Property[] = []
  for (const [name, field] of fields) {
    const reason = unspeakable(writer, { name, field }, at)
    if (reason === null) properties.push(writeField(writer, { name, field }, at))
    else at.remark(`the field ${name.slice(0, 60)} is left out: ${reason}`)
  }
  return properties
}

function unspeakable(
  { document }: Writer,
  { name, field }: { readonly name: string; readonly field: Field },
  at: At,
): string | null {
  if (name === '__proto__') return 'no object may safely have it'
  // Where such a field is missing zod finds what every object inherits.
  if (name in Object.prototype && wrapOf(document, field, at) !== null)
    return 'every object inherits one of this name, so that it is never missing'
  return isBinary(document.part(field.schema)) ? 'it is binary, which JSON cannot hold' : null
}

function writeField(
  writer: Writer,
  { name, field }: { readonly name: string; readonly field: Field },
  at: At,
): Property {
  const { document, graph } = writer
  const { self, isPutOff } = at
  const isGetter = self !== null && !isPutOff && graph.leadsBack(field.schema, self)
  const near = { ...inside(at), isPutOff: isPutOff || isGetter }
  const reasons: string[] = []
  const told = { ...near, remark: (reason: string) => reasons.push(reason) }
  const written = writer.write(field.schema, told)
  for (const reason of new Set(reasons)) at.remark(`${name.slice(0, 60)}: ${reason}`)
  const missing = wrapOf(document, field, at)
  const wrap = missing === 'nullish' && isAnything(written) ? 'optional' : missing
  return {
    comment: describeField(toRecord(field.schema)),
    key: toKey(name),
    value: whole(written, wrap),
    isGetter,
  }
}

/** Whether a field may be missing: not required, or required only on the other side. */
function wrapOf(document: Document, { schema, isRequired }: Field, at: At): Wrap {
  if (isRequired && !isOfOtherSide(document, schema, at.side)) return null
  return at.isLenient ? 'nullish' : 'optional'
}

/** Whether a field belongs to the other side: it is only read and this is sent, or the other way round. */
export function isOfOtherSide(document: Document, schema: unknown, side: Side): boolean {
  const word = side === 'input' ? 'readOnly' : 'writeOnly'
  return [toRecord(schema), document.part(schema)].some((each) => own(each, word) === true)
}

/** The longest format or default in a comment, in characters. */
const shownMax = 200

/** The comment of a field or a constant. */
export function describeField(schema: JsonSchema | null): string[] {
  const said = toLines(own(schema, 'description'))
  const format = textOf(own(schema, 'format'))
  const standard = literal(own(schema, 'default'))
  const reference = own(schema, '$ref') !== undefined
  return [
    ...said,
    ...(format === undefined || isChecked(format) || reference
      ? []
      : [`Shape    ${harmless(format.slice(0, shownMax))}`]),
    ...(standard === undefined || standard === 'null'
      ? []
      : [`Default  ${harmless(standard.slice(0, shownMax))}`]),
    ...(own(schema, 'deprecated') === true ? ['@deprecated'] : []),
  ]
}

/** A map from names to values. */
export function writeMap(writer: Writer, schema: JsonSchema, at: At): Part {
  const values = own(schema, 'additionalProperties')
  if (values === false) return part(zod('object', object([])))
  const value = writer.write(values ?? true, inside(at))
  return part(zod('record', zod('string'), whole(value)))
}

/** A list, or in 3.1 a list whose first items have schemas of their own. */
export function writeArray(writer: Writer, schema: JsonSchema, at: At): Part {
  const near = inside(at)
  const items = own(schema, 'items')
  const first = itemsOf(own(schema, 'prefixItems'))
  const code =
    first.length > 0
      ? writeTuple(writer, { first, items }, near)
      : zod('array', whole(writer.write(items ?? true, near)))
  if (first.length > 0) return part(code)
  return part(sized(code, own(schema, 'minItems'), own(schema, 'maxItems')))
}

function writeTuple(
  writer: Writer,
  { first, items }: { readonly first: readonly unknown[]; readonly items: unknown },
  at: At,
): Code {
  const codes = first.map((each) => whole(writer.write(each, at)))
  const rest = items === false ? [] : [whole(writer.write(items ?? true, at))]
  return zod('tuple', list(codes), ...rest)
}

/** Whether an object may be told from others by a field: its tags, or null. */
export function tagsIn(writer: Writer, shape: Shape, name: string): readonly string[] | null {
  const field = shape.fields.get(name)
  if (field === undefined || !field.isRequired) return null
  const schema = writer.document.part(field.schema)
  return schema === null || isNullable(schema) ? null : tagsOf(writer.document, schema)
}
