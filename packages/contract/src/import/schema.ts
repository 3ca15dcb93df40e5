/** The writer of schemas: one schema of a document as one zod schema, its references as constants. */
import type { JsonSchema } from '../json-schema.ts'
import { text, zod } from './code.ts'
import { itemsOf, own, toRecord } from './document.ts'
import { depthMax } from './graph.ts'
import {
  branchesOf,
  demandsOf,
  isNull,
  isNullable,
  typesOf,
  uncheckedIn,
  without,
} from './keywords.ts'
import { writeArray, writeMap, writeShape } from './objects.ts'
import { writeNumber, writeString, writeValues } from './scalars.ts'
import { shapeOf } from './shape.ts'
import { writeChoice } from './unions.ts'
import { anything, type At, type Part, part, whole, type Writer } from './writer.ts'

/** Writes a schema. */
export function writeSchema(writer: Writer, schema: unknown, at: At): Part {
  writer.document.step()
  if (schema === true) return anything()
  if (schema === false) return part(zod('never'))
  const record = toRecord(schema)
  if (record === null || at.depth > depthMax) {
    at.remark(
      record === null ? 'this is no schema: anything passes' : 'nested too deep: anything passes',
    )
    return anything()
  }
  if (typeof own(record, '$ref') === 'string') return writeReference(writer, record, at)
  for (const word of uncheckedIn(record)) at.remark(`'${word}' is not checked`)
  const written = writeOwn(writer, record, at)
  return isNullable(record) ? { ...written, isNullable: true } : written
}

function writeOwn(writer: Writer, schema: JsonSchema, at: At): Part {
  const values = writeValues(schema, at)
  if (values !== null) return values
  if (isNull(schema)) return part(zod('null'))
  const shape = shapeOf(writer.document, schema)
  if (shape !== null) return writeShape(writer, shape, at)
  if (itemsOf(own(schema, 'allOf')).length > 0) return writeAll(writer, schema, at)
  if (branchesOf(schema).length > 0) return writeChoice(writer, schema, at)
  return writeTyped(writer, schema, at)
}

/** A schema of one or several types; without any it is of the type that its words are about. */
function writeTyped(writer: Writer, schema: JsonSchema, at: At): Part {
  const types = typesOf(schema)
  const [type = impliedType(schema), ...others] = types
  if (others.length > 0) {
    const each = types.map((one) => writeType(writer, { schema, type: one }, at))
    return part(zod('union', { kind: 'list', items: each.map((one) => whole(one)) }))
  }
  return writeType(writer, { schema, type }, at)
}

function writeType(
  writer: Writer,
  { schema, type }: { readonly schema: JsonSchema; readonly type: string },
  at: At,
): Part {
  switch (type) {
    case 'string':
      return writeString(writer, schema, at)
    case 'integer':
      return writeNumber(schema, true)
    case 'number':
      return writeNumber(schema, false)
    case 'boolean':
      return part(zod('boolean'))
    case 'array':
      return writeArray(writer, schema, at)
    case 'object':
      return writeMap(writer, schema, at)
    case '':
      return anything()
    default:
      at.remark(`there is no type '${type.slice(0, 40)}': anything passes`)
      return anything()
  }
}

function impliedType(schema: JsonSchema): string {
  const has = (...words: readonly string[]) => words.some((word) => Object.hasOwn(schema, word))
  if (has('additionalProperties')) return 'object'
  if (has('items', 'prefixItems', 'minItems', 'maxItems')) return 'array'
  if (has('pattern', 'minLength', 'maxLength', 'format')) return 'string'
  return has('minimum', 'maximum', 'multipleOf') ? 'number' : ''
}

/** What all of several schemas say: one of them, one made of all, or an intersection. */
function writeAll(writer: Writer, schema: JsonSchema, at: At): Part {
  const { document } = writer
  const rest = without(schema, ['allOf', 'nullable', 'discriminator'])
  const meant = [
    ...itemsOf(own(schema, 'allOf')),
    ...(demandsOf(rest).length > 0 ? [rest] : []),
  ].filter((each) => each === false || demandsOf(toRecord(each) ?? {}).length > 0)
  const near = { ...at, depth: at.depth + 1 }
  const [only, second] = meant
  if (only === undefined) return anything()
  if (second === undefined) return writer.write(only, near)
  const plain = meant.map((each) => document.part(each))
  if (plain.every((each) => each !== null && isPlain(each)))
    return writer.write(
      plain.reduce((all, each) => ({ ...all, ...each })),
      near,
    )
  const codes = meant.map((each) => whole(writer.write(each, near)))
  return part(codes.reduce((left, right) => zod('intersection', left, right)))
}

function isPlain(schema: JsonSchema): boolean {
  const isMade = ['allOf', 'oneOf', 'anyOf', '$ref', 'properties'].some((word) => word in schema)
  return !isMade
}

function writeReference(writer: Writer, schema: JsonSchema, at: At): Part {
  const { document, graph } = writer
  const isOpen = document.version.startsWith('3.1')
  const beside = demandsOf(schema).filter((word) => word !== '$ref' && word !== 'nullable')
  if (isOpen && beside.length > 0)
    return writer.write({ allOf: [{ $ref: schema['$ref'] }, without(schema, ['$ref'])] }, at)
  const target = document.find(String(schema['$ref']))
  if (
    target === undefined ||
    (document.part(schema) === null && typeof target.value !== 'boolean')
  ) {
    at.remark(
      `its reference '${String(schema['$ref']).slice(0, 100)}' leads to no schema: anything passes`,
    )
    return anything()
  }
  const { pointer } = target
  const { self, isPutOff, isSame } = at
  if (self !== null && isSame && graph.isEndless(self, pointer)) {
    at.remark('it is defined by itself alone: anything passes')
    return anything()
  }
  const name = writer.constant(pointer, at.side)
  const isAhead =
    self !== null && graph.isCycle(self, pointer) && graph.position(pointer) >= graph.position(self)
  const code = isAhead && !isPutOff ? zod('lazy', text(`(): z.ZodType => ${name}`)) : text(name)
  return { ...part(code), isNullable: isNullable(schema) }
}
