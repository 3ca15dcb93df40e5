/** Texts, numbers and enumerations as zod schemas. */
import type { JsonSchema } from '../json-schema.ts'
import { type Code, callOf, list, text, dot, zod } from './code.ts'
import { itemsOf, own, textOf } from './document.ts'
import { literal, pattern } from './text.ts'
import { anything, type At, type Part, part, type Writer } from './writer.ts'

/** The longest regular expression that is kept, in characters. */
const patternMax = 300

/** Formats that zod checks as these documents mean them. A URI is often relative there, so it stays a text. */
const checked: Readonly<Record<string, (writer: Writer) => Code>> = {
  uuid: () => zod('guid'),
  date: () => text('z.iso.date()'),
  'date-time': (writer) => text(writer.dateTime()),
  email: () => zod('email'),
  ipv4: () => zod('ipv4'),
  ipv6: () => zod('ipv6'),
  byte: () => zod('base64'),
}

/** Whether a format is checked, and need not be told in words. */
export function isChecked(format: string): boolean {
  return (
    Object.hasOwn(checked, format) ||
    ['int32', 'int64', 'double', 'float', 'password'].includes(format)
  )
}

/** A text. */
export function writeString(writer: Writer, schema: JsonSchema, at: At): Part {
  const format = textOf(own(schema, 'format')) ?? ''
  if (isBinary(schema)) {
    at.remark('binary is no JSON: anything passes here')
    return anything()
  }
  const made = Object.hasOwn(checked, format) ? checked[format]?.(writer) : undefined
  let code = made ?? zod('string')
  code = sized(code, own(schema, 'minLength'), own(schema, 'maxLength'))
  const expression = own(schema, 'pattern')
  if (typeof expression === 'string') code = matching(code, expression, at)
  return part(format === 'password' ? callOf(writer.imported('secret'), code) : code)
}

/** Whether a schema is for bytes, which JSON cannot hold. */
export function isBinary(schema: JsonSchema | null): boolean {
  const media = textOf(own(schema, 'contentMediaType'))
  const isBytes = media !== undefined && own(schema, 'contentEncoding') === undefined
  return own(schema, 'format') === 'binary' || (isBytes && !/json|^text\//.test(media))
}

/** How long a text or a list may be. */
export function sized(code: Code, least: unknown, most: unknown): Code {
  const [min, max] = [countOf(least) ?? 0, countOf(most)]
  if (min > 0 && min === max) return dot(code, 'length', text(String(min)))
  const from = min > 0 ? dot(code, 'min', text(String(min))) : code
  return max === null ? from : dot(from, 'max', text(String(max)))
}

function countOf(limit: unknown): number | null {
  return typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 0 ? limit : null
}

function matching(code: Code, expression: string, at: At): Code {
  const written = expression.length > patternMax ? undefined : pattern(expression)
  if (written === undefined || isSlow(expression)) {
    const why =
      written === undefined ? 'JavaScript cannot read it' : 'some texts would take it long'
    at.remark(`its pattern is not checked, since ${why}`)
    return code
  }
  return dot(code, 'regex', text(written))
}

/**
 * Whether a regular expression may look at a text again and again: a repeated group that varies or chooses inside, more
 * than three open places in all, a look-around or a back reference. A place is open where it varies how often something
 * stands, or where a group chooses. Too careful rather than too kind.
 */
function isSlow(expression: string): boolean {
  const plain = expression.replaceAll(/\\[^1-9k]|\[(?:\\.|[^\]\\])*\]/gs, 'a')
  if (/\\[1-9k]|\(\?<?[=!]/.test(plain)) return true
  let rest = plain.replaceAll(/\(\?(?::|<\w+>)/g, '(')
  const group = /\(([^()]*)\)(?:(\?|\*|\+|\{\d+(?:,\d*)?\})\??)?/
  for (let found = group.exec(rest); found !== null; found = group.exec(rest)) {
    const [all, inner = '', often = ''] = found
    const open = openPlaces(inner)
    if (open > 0 && often !== '' && often !== '?') return true
    // What is open in a group stays open around it.
    rest = rest.replace(all, () => 'a?'.repeat(open + openPlaces(often)) || 'a')
  }
  return openPlaces(rest) > openMax
}

/** Open places. */
const openMax = 3

function openPlaces(plain: string): number {
  const varying = plain.match(/(?:[*+?]|\{\d+,\d*\})\??/g) ?? []
  return varying.length + (plain.includes('|') ? 1 : 0)
}

/** A whole number or a number. */
export function writeNumber(schema: JsonSchema, isInteger: boolean): Part {
  const base = isInteger ? (own(schema, 'format') === 'int32' ? 'int32' : 'int') : 'number'
  let code = zod(base)
  code = limited(code, schema, { inclusive: 'minimum', exclusive: 'exclusiveMinimum', min: true })
  code = limited(code, schema, { inclusive: 'maximum', exclusive: 'exclusiveMaximum', min: false })
  const step = own(schema, 'multipleOf')
  if (typeof step === 'number' && step > 0 && Number.isFinite(step))
    code = dot(code, 'multipleOf', text(String(step)))
  return part(code)
}

/** An exclusive limit is a yes or no in 3.0 and a number in 3.1. */
function limited(
  code: Code,
  schema: JsonSchema,
  words: { readonly inclusive: string; readonly exclusive: string; readonly min: boolean },
): Code {
  const [limit, exclusive] = [own(schema, words.inclusive), own(schema, words.exclusive)]
  const [loose, strict] = words.min ? ['min', 'gt'] : ['max', 'lt']
  let limits = code
  if (isNumber(limit))
    limits = dot(limits, exclusive === true ? strict : loose, text(String(limit)))
  if (isNumber(exclusive)) limits = dot(limits, strict, text(String(exclusive)))
  return limits
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** One of listed values, null left out; null where the schema lists none. */
export function writeValues(schema: JsonSchema, at: At): Part | null {
  const listed = own(schema, 'const') === undefined ? own(schema, 'enum') : [own(schema, 'const')]
  if (!Array.isArray(listed)) return null
  const values = [...new Set(itemsOf(listed))].filter((value) => value !== null)
  if (values.length === 0) return part(zod(listed.length > 0 ? 'null' : 'never'))
  const literals = values.map(literal)
  if (literals.includes(undefined)) {
    at.remark('a listed value is no plain value: anything passes here')
    return anything()
  }
  const codes = literals.map((each) => text(each ?? ''))
  const [first] = codes
  if (codes.length === 1 && first !== undefined) return part(zod('literal', first))
  // zod keeps an enumeration in an object, where this one name means something else.
  const isNames = values.every((each) => typeof each === 'string' && each !== '__proto__')
  return part(zod(isNames ? 'enum' : 'literal', list(codes)))
}
