/**
 * Text of a document as TypeScript: literals, keys and comments. Whatever a document says, it ends neither the string
 * nor the comment it stands in, shows as what it is, and speaks to no tool that reads comments.
 */

/** The longest description that is kept, in characters: a comment is no manual. */
const descriptionMax = 2_000
/** How wide lines of comments are. */
const commentWidth = 96

/**
 * Controls, and signs that show text in another order than it has.
 * Source Unicode Standard Annex 9; "Trojan Source", CVE-2021-42574.
 */
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu

/** What tools obey inside comments: type checkers, linters, formatters, readers of source maps. */
const orders =
  /@(?=ts-|jsx|deprecated|type\b|typedef)|(?<=sourceMapping|source)(?=URL)|(?<=(?:biome|eslint|oxlint|prettier|c8|v8|istanbul)[- ])(?=ignore|disable|enable)/gi

/** A string literal, in the quotes that need fewer escapes. */
export function quote(value: string): string {
  const singles = value.split("'").length
  const doubles = value.split('"').length
  const mark = singles > doubles ? '"' : "'"
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll(mark, `\\${mark}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll(hidden, toEscape)
  return mark + escaped + mark
}

function toEscape(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
}

const plainKey = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u

/** The key of an object literal. Never for `__proto__`, which there means something else. */
export function toKey(name: string): string {
  return plainKey.test(name) ? name : quote(name)
}

/** A text, a number or a yes or no, or null, as a literal; undefined for anything larger. */
export function literal(value: unknown): string | undefined {
  if (typeof value === 'string') return quote(value)
  if (value === null || typeof value === 'boolean') return String(value)
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

/** A regular expression literal; undefined for one that JavaScript does not know. */
export function pattern(source: string): string | undefined {
  for (const flags of ['u', ''])
    try {
      return `/${new RegExp(source, flags).source.replaceAll(hidden, toEscape)}/${flags}`
    } catch {
      // Another dialect: tried without Unicode, then given up.
    }
  return undefined
}

/** Harmless lines of a comment, none too wide; nothing at all for what is no text. */
export function toLines(said: unknown): string[] {
  if (typeof said !== 'string') return []
  const whole = said.length > descriptionMax ? `${said.slice(0, descriptionMax)} …` : said
  return whole
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .flatMap((line) => wrap(harmless(line)))
    .filter((line, index, all) => line !== '' || (all[index - 1] ?? '') !== '')
    .slice(0, linesMax)
    .join('\n')
    .trim()
    .split('\n')
    .filter((line, _index, all) => line !== '' || all.length > 1)
}

/** How many lines of a description are kept. */
const linesMax = 40

/** One line that shows as what it is, and moves no terminal. */
export function visible(line: string): string {
  return line.replaceAll(/[\t\n]/g, ' ').replaceAll(hidden, ' ')
}

/** One harmless line. */
export function harmless(line: string): string {
  return visible(line)
    .replaceAll('*/', '*\\/')
    .replaceAll('/*', '/\\*')
    .replaceAll(orders, (found) => `${found} `)
    .replaceAll(/ {2,}/g, ' ')
    .trim()
}

function wrap(line: string): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`
    if (longer.length > commentWidth && current !== '') lines.push(current)
    current = longer.length > commentWidth && current !== '' ? word : longer
  }
  return [...lines, current]
}
