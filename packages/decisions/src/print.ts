/**
 * decisions.ts whole, from the value: what `atoll decide` writes. The text is what our formatter would make of it, so that
 * nothing moves when somebody formats the repository. Called by whoever saves decisions; reads no file.
 */
import { areaIds } from '@atoll/patterns'
import type { Decisions } from '@atoll/system'
import { columnsOf } from './columns.ts'

/** Columns of a line, as in our formatter. */
const lineColumnsMax = 100

const head = `/** What was decided, and why. \`atoll decide\` reads this value and prints the file whole: values, no code. */
import type { Decisions } from '@atoll/system'

export const decisions = `

const foot = ` as const satisfies Decisions
`

/** Prints the file. The same decisions are the same text, in whatever order their areas were written. */
export function printDecisions(decisions: Decisions): string {
  // The areas are keys of the value; what is no area goes before them.
  const known = decisions as unknown as Fields
  const keys = ['about', 'messaging', ...areaIds].filter((key) => known[key] !== undefined)
  const lines = keys.map((key) => property(key, ordered(known[key]), 2))
  return `${head}{\n${lines.join('')}}${foot}`
}

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** In the order in which a decision is read; then whatever else there is, `default` before the places that differ. */
const fieldOrder = ['default', 'pattern', 'adapter', 'settings', 'waivedUntil', 'reason', 'date']

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (!isFields(value)) return value
  const found: Record<string, unknown> = {}
  for (const key of fieldOrder) if (value[key] !== undefined) found[key] = ordered(value[key])
  for (const [key, each] of Object.entries(value))
    if (each !== undefined && !fieldOrder.includes(key)) found[key] = ordered(each)
  return found
}

/** A property on lines of its own, indented, with its comma. */
function property(key: string, value: unknown, indent: number): string {
  const name = isPlain(key) ? key : quoted(key)
  const before = `${' '.repeat(indent)}${name}:`
  const flat = flatLine(`${before} `, value)
  if (flat !== null) return flat
  if (typeof value === 'string') return `${before}\n${' '.repeat(indent + 2)}${quoted(value)},\n`
  return `${before} ${onLines(value, indent)},\n`
}

function item(value: unknown, indent: number): string {
  const before = ' '.repeat(indent)
  return flatLine(before, value) ?? `${before}${onLines(value, indent)},\n`
}

/** A value behind what stands before it on one line, if it may and does fit there. */
function flatLine(before: string, value: unknown): string | null {
  if (isLarge(value) || mustBreak(value)) return null
  const line = `${before}${onOneLine(value)},`
  return columnsOf(line) <= lineColumnsMax ? `${line}\n` : null
}

/** Whether a value surely fits on no line, known before it is written there: what is large holds many. */
function isLarge(value: unknown): boolean {
  return isFields(value) && Object.values(value).filter(isFields).length > 15
}

function onLines(value: unknown, indent: number): string {
  const end = ' '.repeat(indent)
  if (Array.isArray(value))
    return `[\n${value.map((each) => item(each, indent + 2)).join('')}${end}]`
  if (!isFields(value)) return onOneLine(value)
  const lines = Object.entries(value).map(([key, each]) => property(key, each, indent + 2))
  return `{\n${lines.join('')}${end}}`
}

function onOneLine(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (!isFields(value)) return String(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  const parts = entries.map(
    ([key, each]) => `${isPlain(key) ? key : quoted(key)}: ${onOneLine(each)}`,
  )
  return `{ ${parts.join(', ')} }`
}

/** A list of objects stands on lines even where it would fit on one, and so does whatever holds one. */
function mustBreak(value: unknown): boolean {
  if (Array.isArray(value)) return isListOfObjects(value) || value.some(mustBreak)
  return isFields(value) && Object.values(value).some(mustBreak)
}

/** Several, each an object of several fields; or each a list of several. */
function isListOfObjects(values: readonly unknown[]): boolean {
  if (values.length < 2) return false
  return (
    values.every((each) => isFields(each) && Object.keys(each).length > 1) ||
    values.every((each) => Array.isArray(each) && each.length > 1)
  )
}

function isPlain(key: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(key)
}

/** Most texts: printable letters of ASCII without quotes and backslashes. */
const needsNoCare = /^[ -&(-[\]-~]*$/

/** In single quotes, unless double ones spare a backslash. */
function quoted(text: string): string {
  if (needsNoCare.test(text)) return `'${text}'`
  const singles = text.split("'").length
  const doubles = text.split('"').length
  const quote = singles > doubles ? '"' : "'"
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll(String.raw`\"`, '"')
  return `${quote}${escaped.replaceAll(quote, `\\${quote}`)}${quote}`
}
