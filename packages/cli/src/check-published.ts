/** Files that repositories publish of themselves: written for others, and read of others. */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type * as Decided from '@atoll/decisions'
import type { Published } from '@atoll/decisions'
import { Fault } from '@atoll/pipeline'

/** Writes what a system publishes of itself; answers the file. Faults: unavailable `folder_unwritable`. */
export function writePublished(folder: string, published: Published): string {
  const file = join(resolve(folder), `${published.facts.system}.json`)
  try {
    mkdirSync(resolve(folder), { recursive: true })
    // Whoever reads the folder meanwhile finds the former file, or the whole new one.
    const draft = `${file}.${process.pid}.draft`
    writeFileSync(draft, `${JSON.stringify(published, null, 1)}\n`)
    renameSync(draft, file)
    return file
  } catch (cause) {
    const message = `${shown(folder)} cannot be written: choose a folder that is yours.`
    throw new Fault({ kind: 'unavailable', code: 'folder_unwritable', message, cause })
  }
}

/**
 * Reads what others published: files, and all `.json` of folders.
 * Faults: not_found `nothing_published` for a path at which nothing is; invalid `not_published` for a file of another form.
 */
export function readPublished(
  paths: readonly string[],
  { parsePublished }: typeof Decided,
): readonly Published[] {
  return paths.flatMap((path) => {
    const found = filesAt(resolve(path)).map((file) => {
      const published = parsePublished(readFileSync(file, 'utf8'))
      if (published === null) throw notPublished(file)
      return published
    })
    if (found.length > 0) return found
    const message = `Nothing is published in ${shown(path)}: \`atoll check --publish\` writes it.`
    throw new Fault({ kind: 'not_found', code: 'nothing_published', message })
  })
}

/** Left out silently, a repository would be missing where all is told to be well. */
function notPublished(file: string): Fault {
  const message = `${shown(file)} is not what \`atoll check --publish\` writes: publish it anew, or take it away.`
  return new Fault({ kind: 'invalid', code: 'not_published', message })
}

function filesAt(path: string): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return []
  if (!found.isDirectory()) return [path]
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
}

function shown(path: string): string {
  return relative(process.cwd(), resolve(path)) || '.'
}
