/**
 * Where contracts, handlers, gateways and systems were written down, for whoever reports on them. A place is noted once
 * for each declaration, kept beside the value, and read only when somebody asks; nothing is added to the value itself.
 */

/** A line of a file. Shape: file: as the runtime names it, a `file:` URL or a path; line: from 1 */
export interface DeclaredAt {
  readonly file: string
  readonly line: number
}

/** What the engine fills in: it makes the text of a stack only when that is read. */
interface Noted {
  readonly stack?: unknown
}

const noted = new WeakMap<object, Noted>()

/** Notes that `value` was declared where `by` was called. Answers the value. */
export function noteDeclared<T extends object>(value: T, by: (...given: never[]) => unknown): T {
  const { stackTraceLimit } = Error
  // The only line wanted is that of the caller of `by`, whose own frames the engine leaves out.
  Error.stackTraceLimit = 1
  const place: Noted = {}
  Error.captureStackTrace(place, by)
  Error.stackTraceLimit = stackTraceLimit
  noted.set(value, place)
  return value
}

/** Notes that `value` stands where `other` was declared, as it was made of it. Answers the value. */
export function noteDeclaredAs<T extends object>(value: T, other: object): T {
  const place = noted.get(other)
  if (place !== undefined) noted.set(value, place)
  return value
}

/** Where a value was declared; null if nobody noted it. */
export function declaredAt(value: object): DeclaredAt | null {
  const stack = noted.get(value)?.stack
  return typeof stack === 'string' ? parsePlace(stack) : null
}

/** Shape: `at orders (file:///shop/atoll.ts:12:5)` or `at file:///shop/atoll.ts:12:5` in the last line. */
function parsePlace(stack: string): DeclaredAt | null {
  const text = stack.slice(stack.lastIndexOf('\n') + 1).trim()
  const begin = text.lastIndexOf('(') + 1 || 'at '.length
  const [file, line] = cutNumber(cutNumber(text.slice(begin).replace(')', ''))[0])
  return file === '' || line === null ? null : { file, line }
}

function cutNumber(text: string): readonly [string, number | null] {
  const colon = text.lastIndexOf(':')
  const number = Number(text.slice(colon + 1))
  return colon > 0 && Number.isInteger(number) ? [text.slice(0, colon), number] : ['', null]
}
