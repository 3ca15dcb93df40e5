/**
 * A throw-away copy of the workspace, in which a mutant may do what it likes. Packages of the workspace are linked to
 * their copies, all others to where they are installed. Made by `prove.ts`, one for each worker.
 */
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Tree } from '../check/tree.ts'
import { edit, type Mutant } from './mutant.ts'

/** A workspace that can be changed and put back. */
export interface Copy {
  readonly root: string
  /** Applies all edits of a mutant, or none. Faults: those of `edit`. */
  weaken(mutant: Mutant): void
  /** Puts everything back. */
  heal(): void
}

/** Copies the files of a workspace to `root`, a folder that does not exist yet. */
export function copyWorkspace(tree: Pick<Tree, 'root' | 'files'>, root: string): Copy {
  for (const file of tree.files) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    copyFileSync(join(tree.root, file), join(root, file))
  }
  for (const folder of modulesFolders(tree))
    linkModules(join(tree.root, folder), join(root, folder))
  const originals = new Map<string, string>()
  return {
    root,
    weaken(mutant) {
      const weakened = new Map<string, string>()
      for (const each of mutant.edits) {
        const { file } = each
        const source = originals.get(file) ?? readFileSync(join(root, file), 'utf8')
        originals.set(file, source)
        weakened.set(file, edit(weakened.get(file) ?? source, each))
      }
      for (const [file, text] of weakened) writeFileSync(join(root, file), text)
    },
    heal() {
      for (const [file, text] of originals) writeFileSync(join(root, file), text)
    },
  }
}

/** The root's, and those of packages that need another version than the others. */
function modulesFolders({ root, files }: Pick<Tree, 'root' | 'files'>): string[] {
  return files
    .filter((file) => file === 'package.json' || file.endsWith('/package.json'))
    .map((file) => join(dirname(file), 'node_modules'))
    .filter((folder) => lstatSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory())
}

/** Links of the workspace are relative, so the same link in the copy leads into the copy. */
function linkModules(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else if (entry.isDirectory() && holdsLinks(source)) linkModules(source, target)
    else symlinkSync(source, target)
  }
}

function holdsLinks(folder: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((entry) => entry.isSymbolicLink())
}
