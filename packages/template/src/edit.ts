/**
 * Adds lines to a file that a team writes, where its form is the one that we write ourselves; otherwise answers null and
 * leaves it to a person. Works on lines and indentation and never guesses.
 */

/** The longest line. Units: characters */
const lineMax = 100

interface Statement {
  readonly from: number
  readonly to: number
  /** Shape: `./services/orders/service.ts`. */
  readonly source: string
}

/** Adds an import in the place that its path has among those of the same kind. */
export function addImport(text: string, line: string): string | null {
  const source = sourceIn(line)
  const lines = text.split('\n')
  const imports = importsOf(lines)
  const last = imports.at(-1)
  if (source === null || last === undefined || lines.includes(line)) return null
  const same = imports.filter((each) => kindOf(each.source) === kindOf(source))
  const next = same.find((each) => each.source > source)
  const at = next?.from ?? (same.at(-1) ?? last).to + 1
  return lines.toSpliced(at, 0, line).join('\n')
}

/** Adds names to those that are imported from a package, or an import of them. */
export function addNames(text: string, names: readonly string[], source: string): string | null {
  const lines = text.split('\n')
  const found = importsOf(lines).find((each) => each.source === source)
  if (found === undefined) return addImport(text, importLine(names, source).join('\n'))
  const [, listed] =
    /^import \{ ?(.*?),? ?\} from/.exec(joined(lines.slice(found.from, found.to + 1))) ?? []
  if (listed === undefined) return null
  const before = listed.split(', ')
  const missing = names.filter((name) => !before.includes(name))
  if (missing.length === 0) return text
  const sorted = [...before, ...missing].toSorted((one, other) =>
    plain(one) < plain(other) ? -1 : 1,
  )
  const replaced = importLine(sorted, source)
  return lines.toSpliced(found.from, found.to - found.from + 1, ...replaced).join('\n')
}

/** Adds an item to a list that opens with `opening`, such as `services: [` or `handlers: {`. */
export function addToList(text: string, opening: string, item: string): string | null {
  const lines = text.split('\n')
  const places = lines.flatMap((line, at) => (line.trim().startsWith(opening) ? [at] : []))
  const [at] = places
  if (at === undefined || places.length > 1) return null
  const line = lines[at] ?? ''
  const margin = marginOf(line)
  const closing = opening.endsWith('[') ? ']' : '}'
  if (line.trim() === opening) {
    const to = closingOf(lines, at)
    if (to === null || lines[to]?.trim() !== `${closing},`) return null
    return lines.toSpliced(to, 0, `${margin}  ${item},`).join('\n')
  }
  const rest = line.trim().slice(opening.length)
  // Anything but names may hold a comma of its own.
  if (!rest.endsWith(`${closing},`) || /[()[\]{}]/.test(rest.slice(0, -2))) return null
  const items = rest.slice(0, -2).trim()
  const all = items === '' ? [item] : [...items.split(', '), item]
  const gap = closing === '}' ? ' ' : ''
  const short = `${margin}${opening}${gap}${all.join(', ')}${gap}${closing},`
  const long = [
    `${margin}${opening}`,
    ...all.map((each) => `${margin}  ${each},`),
    `${margin}${closing},`,
  ]
  return lines.toSpliced(at, 1, ...(short.length <= lineMax ? [short] : long)).join('\n')
}

/** Adds lines as the last of a block that the line `opening` begins, in which nothing stands further left. */
export function addToBlock(
  text: string,
  opening: (line: string, lineBefore: string) => boolean,
  added: readonly string[],
): string | null {
  const lines = text.split('\n')
  const places = lines.flatMap((line, at) => (opening(line, lines[at - 1] ?? '') ? [at] : []))
  const [at] = places
  if (at === undefined || places.length > 1) return null
  const to = closingOf(lines, at)
  if (to === null || lines[to]?.trim().startsWith('}') !== true) return null
  const margin = `${marginOf(lines[at] ?? '')}  `
  const own = marginOf(added[0] ?? '')
  const moved = added.map((line) =>
    line === '' ? '' : margin + (line.startsWith(own) ? line.slice(own.length) : line),
  )
  return lines.toSpliced(to, 0, ...moved).join('\n')
}

/** One change after the other; null as soon as one is not possible. Lines end as they ended. */
export function inTurn(
  text: string,
  ...changes: readonly ((text: string) => string | null)[]
): string | null {
  let changed: string | null = text.replaceAll('\r\n', '\n')
  for (const change of changes) changed = changed === null ? null : change(changed)
  return text.includes('\r\n') ? (changed?.replaceAll('\n', '\r\n') ?? null) : changed
}

/** The line that closes what `lines[at]` opens; null where something between stands as far left. */
function closingOf(lines: readonly string[], at: number): number | null {
  const margin = marginOf(lines[at] ?? '').length
  const to = lines.findIndex(
    (line, index) => index > at && line.trim() !== '' && marginOf(line).length <= margin,
  )
  return to < 0 || marginOf(lines[to] ?? '').length !== margin ? null : to
}

function importsOf(lines: readonly string[]): Statement[] {
  const found: Statement[] = []
  for (let from = 0; from < lines.length; from += 1) {
    if (!lines[from]?.startsWith('import ')) continue
    const to = lines.findIndex((line, at) => at >= from && sourceIn(line) !== null)
    if (to < 0) break
    found.push({ from, to, source: sourceIn(lines[to] ?? '') ?? '' })
    from = to
  }
  return found
}

function sourceIn(line: string): string | null {
  return /(?:from|^import) '([^']+)'$/.exec(line)?.[1] ?? null
}

function importLine(names: readonly string[], source: string): string[] {
  const short = `import { ${names.join(', ')} } from '${source}'`
  if (short.length <= lineMax) return [short]
  return ['import {', ...names.map((name) => `  ${name},`), `} from '${source}'`]
}

/** A statement as one line. */
function joined(lines: readonly string[]): string {
  return lines.map((line) => line.trim()).join(' ')
}

/** A name as it is sorted: without the word `type`. */
function plain(name: string): string {
  return name.replace(/^type /, '').toLowerCase()
}

/** What kind of place a path names: a package, the own folder, a folder above. */
function kindOf(source: string): string {
  return /^[./]*/.exec(source)?.[0] ?? ''
}

function marginOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length)
}
