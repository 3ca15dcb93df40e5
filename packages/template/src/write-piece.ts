/**
 * Writes a piece into a system, whole or not at all: everything is laid out beside it first, checked there together with the
 * rest of the system, and then moved. What is there already is never replaced.
 */
import {
  copyFileSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { Fault } from '@atoll/pipeline'
import { checkTypes } from './check-types.ts'
import type { Edit, Piece } from './piece.ts'

/** What was written. */
export interface Written {
  /** Shape: paths in the system, sorted. */
  readonly created: readonly string[]
  readonly changed: readonly string[]
  /** Whether the compiler was asked; it is not where it is not installed, or where a person has to add something first. */
  readonly isChecked: boolean
}

/**
 * Makes a system of an empty folder, which is made too.
 * Faults: conflict `folder_not_empty`.
 */
export function writeSystem(folder: string, piece: Piece): Written {
  const others = existsSync(folder) ? readdirSync(folder).filter((name) => name !== '.git') : []
  if (others.length > 0) {
    const message = `${folder} is not empty (${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}): a system begins in a folder of its own.`
    throw new Fault({ kind: 'conflict', code: 'folder_not_empty', message })
  }
  const isNew = !existsSync(folder)
  mkdirSync(folder, { recursive: true })
  try {
    return inDraft(folder, (draft) => {
      layOut(draft, piece)
      return move(folder, { draft, piece, isChecked: false })
    })
  } catch (thrown) {
    if (isNew) rmSync(folder, { recursive: true, force: true })
    throw thrown
  }
}

/**
 * Adds a piece to a system; with `force`, although the whole does not type-check then.
 * Faults: conflict `file_exists`, `file_changed`; invalid `does_not_compile` with what the compiler says.
 */
export async function writePiece(
  folder: string,
  piece: Piece,
  { force }: { readonly force: boolean },
): Promise<Written> {
  refuseExisting(folder, piece)
  return inDraft(folder, async (draft) => {
    copySystem(folder, draft)
    layOut(draft, piece)
    // What a person has to add first cannot compile yet.
    const canCheck = !force && piece.byHand.length === 0
    const isChecked = canCheck && (await checkTypes(folder, draft))
    return move(folder, { draft, piece, isChecked })
  })
}

function refuseExisting(folder: string, { files }: Piece): void {
  const there = [...files.keys()].filter((file) => existsSync(join(folder, file)))
  if (there.length === 0) return
  const message = `${there.join(' and ')} ${there.length === 1 ? 'exists' : 'exist'} already: take another name, or move ${there.length === 1 ? 'it' : 'them'} away. Nothing was written.`
  throw new Fault({ kind: 'conflict', code: 'file_exists', message })
}

/** In the folder itself: there the compiler finds what is installed, and a move is no copy. */
function inDraft<T>(folder: string, use: (draft: string) => T): T {
  const draft = mkdtempSync(join(folder, '.atoll-draft-'))
  const remove = () => rmSync(draft, { recursive: true, force: true })
  try {
    const used = use(draft)
    if (!(used instanceof Promise)) {
      remove()
      return used
    }
    // What is awaited is T itself.
    return used.finally(remove) as T
  } catch (thrown) {
    remove()
    throw thrown
  }
}

/** All that the compiler reads: no installed packages, no state, no other hidden folder. */
function copySystem(folder: string, draft: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.') || name === 'node_modules') continue
    cpSync(join(folder, name), join(draft, name), {
      recursive: true,
      filter: (source) => !relative(folder, source).split(sep).includes('node_modules'),
    })
  }
}

function layOut(draft: string, { files, edits }: Piece): void {
  const written = [...files, ...edits.map(({ file, after }) => [file, after] as const)]
  for (const [file, text] of written) {
    const path = join(draft, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

interface Move {
  readonly draft: string
  readonly piece: Piece
  readonly isChecked: boolean
}

/** In one go, so that nobody sees half of it; where a step fails, those before it are taken back. */
function move(folder: string, { draft, piece, isChecked }: Move): Written {
  const undo: (() => void)[] = []
  try {
    for (const file of piece.files.keys()) {
      const path = join(folder, file)
      const above = firstMissing(folder, dirname(path))
      mkdirSync(dirname(path), { recursive: true })
      if (above !== null) undo.push(() => rmSync(above, { recursive: true, force: true }))
      copyFileSync(join(draft, file), path, constants.COPYFILE_EXCL)
      undo.push(() => rmSync(path, { force: true }))
    }
    for (const edit of piece.edits) {
      assertUnchanged(folder, edit)
      renameSync(join(draft, edit.file), join(folder, edit.file))
      undo.push(() => writeFileSync(join(folder, edit.file), edit.before))
    }
  } catch (thrown) {
    for (const step of undo.toReversed()) step()
    throw thrown
  }
  return {
    created: [...piece.files.keys()].toSorted(),
    changed: piece.edits.map(({ file }) => file).toSorted(),
    isChecked,
  }
}

/** Somebody may have saved it in an editor meanwhile. */
function assertUnchanged(folder: string, { file, before }: Edit): void {
  if (readFileSync(join(folder, file), 'utf8') === before) return
  const message = `${file} was changed by somebody else in the meantime. Nothing was written: try again.`
  throw new Fault({ kind: 'conflict', code: 'file_changed', message })
}

/** The highest folder on the way to a path that is not there yet. */
function firstMissing(folder: string, path: string): string | null {
  if (existsSync(path)) return null
  const above = dirname(path)
  return above === folder || existsSync(above) ? path : firstMissing(folder, above)
}
