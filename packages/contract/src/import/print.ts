/**
 * Lays code out as the formatter of this repository would: on one line where it fits, else broken from the outside in.
 * It knows what an imported module contains and nothing else.
 */
import type { Call, Code, Property } from './code.ts'

/** The longest line. */
const lineMax = 100
/** A regular expression up to this long does not break its chain. */
const shortPattern = 7
const step = 2

/** Where an expression begins, and how much must follow it on its last line. */
interface Place {
  readonly indent: number
  readonly column: number
  readonly tail: number
}

/** Prints an expression that begins at `column` of a line indented by `indent`. */
function print(code: Code, place: Place): string {
  const flat = toFlat(code)
  if (flat !== null && !breaksAlways(code) && place.column + flat.length + place.tail <= lineMax)
    return flat
  if (code.kind === 'object') return printObject(code.properties, place.indent)
  if (code.kind === 'list') return printItems({ open: '[', close: ']' }, code.items, place.indent)
  if (code.kind === 'chain') return printChain(code, place)
  return code.text
}

/** One statement: `const Name = …`, with the lines of comment above it. */
export function printConst(
  name: string,
  code: Code,
  options: { readonly comment: readonly string[]; readonly isExported: boolean },
): string {
  const head = `${options.isExported ? 'export ' : ''}const ${name} = `
  return `${printComment(options.comment, 0)}${head}${print(code, { indent: 0, column: head.length, tail: 0 })}\n`
}

/** A documentation comment of already harmless lines. */
export function printComment(lines: readonly string[], indent: number): string {
  const margin = ' '.repeat(indent)
  const [first, ...rest] = lines
  if (first === undefined) return ''
  if (rest.length === 0) return `${margin}/** ${first} */\n`
  return `${margin}/**\n${lines.map((line) => `${margin} * ${line}`.trimEnd()).join('\n')}\n${margin} */\n`
}

function toFlat(code: Code): string | null {
  if (code.kind === 'text') return code.text
  if (code.kind === 'list') return joined('[', code.items, ']')
  if (code.kind === 'object') return code.isOpen ? null : flatObject(code.properties)
  let whole = code.head
  for (const { name, args } of code.calls) {
    const flat = joined('(', args, ')')
    if (flat === null) return null
    whole += (name === '' ? '' : `.${name}`) + flat
  }
  return whole
}

function joined(open: string, items: readonly Code[], close: string): string | null {
  const flat = items.map(toFlat)
  return flat.includes(null) ? null : `${open}${flat.join(', ')}${close}`
}

function flatObject(properties: readonly Property[]): string | null {
  if (properties.length === 0) return '{}'
  const flat: string[] = []
  for (const each of properties) {
    const value = !each.isGetter && each.comment.length === 0 ? toFlat(each.value) : null
    if (value === null) return null
    flat.push(isShorthand(each) ? each.key : `${each.key}: ${value}`)
  }
  return `{ ${flat.join(', ')} }`
}

function isShorthand({ key, value }: Property): boolean {
  return value.kind === 'text' && value.text === key
}

/** A chain of more than two calls breaks even where it fits, if an argument is no simple value. */
function breaksAlways(code: Code): boolean {
  if (code.kind === 'list') return code.items.some(breaksAlways)
  if (code.kind === 'object') return code.properties.some(({ value }) => breaksAlways(value))
  if (code.kind !== 'chain') return false
  const args = code.calls.flatMap((call) => call.args)
  if (args.some(breaksAlways)) return true
  return code.calls.length > 2 && !args.every((each) => isSimple(each, 0))
}

function isSimple(code: Code, depth: number): boolean {
  if (depth > 1) return false
  const isDeepSimple = (each: Code) => isSimple(each, depth + 1)
  if (code.kind === 'text') return !code.text.startsWith('/') || code.text.length <= shortPattern
  if (code.kind === 'list') return code.items.every(isDeepSimple)
  if (code.kind === 'object') return code.properties.every(({ value }) => isDeepSimple(value))
  return code.calls.every(({ args }) => args.every(isDeepSimple))
}

function printObject(properties: readonly Property[], indent: number): string {
  const inside = indent + step
  const lines = properties.map(
    (each) => printComment(each.comment, inside) + printProperty(each, inside),
  )
  return `{\n${lines.join('')}${' '.repeat(indent)}}`
}

function printProperty(each: Property, indent: number): string {
  const margin = ' '.repeat(indent)
  if (each.isGetter) {
    const inner = indent + step
    const place = { indent: inner, column: inner + 'return '.length, tail: 0 }
    return `${margin}get ${each.key}() {\n${' '.repeat(inner)}return ${print(each.value, place)}\n${margin}},\n`
  }
  if (isShorthand(each)) return `${margin}${each.key},\n`
  const column = indent + each.key.length + 2
  return `${margin}${each.key}: ${print(each.value, { indent, column, tail: 1 })},\n`
}

function printItems(
  marks: { readonly open: string; readonly close: string },
  items: readonly Code[],
  indent: number,
): string {
  const inside = indent + step
  const margin = ' '.repeat(inside)
  const lines = items.map(
    (each) => `${margin}${print(each, { indent: inside, column: inside, tail: 1 })},\n`,
  )
  return `${marks.open}\n${lines.join('')}${' '.repeat(indent)}${marks.close}`
}

/** One call breaks inside its arguments, and a second one if it opens an object or a list; others stand below each other. */
function printChain(code: Code & { readonly kind: 'chain' }, place: Place): string {
  const { head, calls } = code
  const last = calls.at(-1)?.args.at(-1)
  const isOpening = last !== undefined && hugs(last)
  const isBroken = calls.slice(0, -1).some(({ args }) => mustBreak(args)) || !isOpening
  if (calls.length > 2 || (calls.length > 1 && isBroken)) {
    const inside = place.indent + step
    const lines = calls.map(
      (call) =>
        `\n${' '.repeat(inside)}${printCall(call, { indent: inside, column: inside, tail: place.tail })}`,
    )
    return head + lines.join('')
  }
  let whole = head
  for (const call of calls) {
    const column = place.column + whole.length - whole.lastIndexOf('\n') - 1
    whole += printCall(call, { ...place, column: Math.max(column, place.indent) })
  }
  return whole
}

function mustBreak(args: readonly Code[]): boolean {
  return args.some((each) => toFlat(each) === null || breaksAlways(each))
}

function printCall({ name, args }: Call, place: Place): string {
  const before = name === '' ? '' : `.${name}`
  const flat = joined('(', args, ')')
  const room = lineMax - place.tail - place.column - before.length
  if (flat !== null && !args.some(breaksAlways) && flat.length <= room) return before + flat
  const last = args.at(-1)
  const others = args.slice(0, -1)
  const flatOthers = joined('', others, others.length > 0 ? ', ' : '')
  if (last !== undefined && flatOthers !== null && hugs(last) && !others.some(hugs))
    return `${before}(${flatOthers}${print(last, { ...place, column: lineMax })})`
  return before + printItems({ open: '(', close: ')' }, args, place.indent)
}

/** What opens on the line of its call. */
function hugs(code: Code): boolean {
  return code.kind === 'object' || code.kind === 'list'
}
