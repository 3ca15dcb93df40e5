/**
 * What a system is written in, so that a comparison can show that the same files ran under each answer, line for line. Reads
 * every file below the folder of `atoll.ts` but state, packages and what begins with a dot.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The files of a system: path below its folder → digests of its lines, in order. */
export type Sources = ReadonlyMap<string, readonly string[]>

const endings = ['.ts', '.js', '.sql', '.json', '.html', '.css']
const filesMax = 50_000

/** Reads them. Faults: those of the file system; an Error beyond 50,000 files. */
export async function readSources(directory: string): Promise<Sources> {
  const found = new Map<string, readonly string[]>()
  const visit = async (below: string): Promise<void> => {
    const entries = await readdir(join(directory, below), { withFileTypes: true })
    for (const entry of entries) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      if (entry.isDirectory()) await visit(path)
      else if (endings.some((ending) => entry.name.endsWith(ending)))
        found.set(path, digestsOf(await readFile(join(directory, path), 'utf8')))
      if (found.size > filesMax) throw new Error(`${directory} holds more than ${filesMax} files`)
    }
  }
  await visit('')
  return found
}

/** How many lines of one are not in the other, per file that differs. Units: lines, added and removed counted each. */
export function changedLines(before: Sources, after: Sources): ReadonlyMap<string, number> {
  const paths = new Set([...before.keys(), ...after.keys()])
  return new Map(
    [...paths].flatMap((path) => {
      const [old, current] = [before.get(path) ?? [], after.get(path) ?? []]
      if (old.length === current.length && old.every((line, at) => line === current[at])) return []
      const changed = extra(old, current) + extra(current, old)
      // The same lines in another order are a change too.
      return [[path, Math.max(changed, 1)] as const]
    }),
  )
}

/** Lines of one that the other does not have as often. */
function extra(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>()
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1)
  return one.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  }).length
}

function digestsOf(text: string): readonly string[] {
  return text.split('\n').map((line) => createHash('sha256').update(line).digest('base64url'))
}
