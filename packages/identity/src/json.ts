/**
 * Reads the JSON inside tokens, stricter than JSON.parse: one object, and no name twice at any depth, so that two
 * readers of one token cannot see two different callers.
 */

/** Tells an object from everything else JSON can say. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parses one JSON object. Faults: a SyntaxError for anything else, and for a repeated name. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text)
  if (!isObject(value)) throw new SyntaxError('not an object')
  refuseRepeatedNames(text)
  return value
}

const lexeme = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g

/** Source RFC 7519 section 4: names are unique, or the token is refused. The text is valid JSON already. */
function refuseRepeatedNames(text: string): void {
  const open: Set<unknown>[] = []
  for (const [whole, quoted, colon] of text.matchAll(lexeme)) {
    if (whole === '{') open.push(new Set())
    if (whole === '}') open.pop()
    if (quoted === undefined || colon === undefined) continue
    // `"\u0061"` and `"a"` are one name.
    const name: unknown = JSON.parse(quoted)
    const names = open.at(-1)
    if (names?.has(name)) throw new SyntaxError('a name stands twice')
    names?.add(name)
  }
}
