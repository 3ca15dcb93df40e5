/** Which piece each line belongs to that Atoll adds to somebody's service, and what npm installs for a piece. */
import type { Package } from '../check/tree.ts'

/** Where a piece's lines begin, and `// Atoll: end` where the service's own go on. */
const mark = /^\s*\/\/ Atoll: (.+)$/

/** Lines that a piece adds, imports and all; those without code are not counted. Shape: piece → lines. */
export function linesOf(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  let piece: string | null = null
  for (const line of text.split('\n')) {
    const [, marked] = mark.exec(line) ?? []
    if (marked !== undefined) piece = marked === 'end' ? null : marked
    else if (piece !== null && !/^\s*(\/\/.*)?$/.test(line))
      found.set(piece, [...(found.get(piece) ?? []), line])
  }
  if (piece !== null) throw new Error(`the lines of ${piece} never end`)
  return found
}

/** A service as it was before: without the lines of its pieces. */
export function without(text: string): string {
  const kept: string[] = []
  let isOurs = false
  for (const line of text.split('\n')) {
    const [, marked] = mark.exec(line) ?? []
    if (marked !== undefined) isOurs = marked !== 'end'
    else if (!isOurs) kept.push(line)
  }
  return kept.join('\n')
}

/** Packages of ours that lines import from. */
export function importedBy(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /from '(@atoll\/[\w-]+)/.exec(line)?.[1] ?? [])
}

/** The packages of ours that npm installs for some: themselves and all they depend on. */
export function installedFor(
  packages: readonly Package[],
  names: readonly string[],
): ReadonlySet<string> {
  const all = new Set<string>()
  const add = (name: string) => {
    const found = packages.find((each) => each.name === name)
    if (found === undefined || all.has(name)) return
    all.add(name)
    for (const needed of Object.keys(found.dependencies)) add(needed)
  }
  for (const name of names) add(name)
  return all
}
