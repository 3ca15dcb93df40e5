/** Files of a folder, read as they are now. A label is a folder inside it, whose files go before the others. */
import { constants, open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { fileUnreadable, sourceGone } from './faults.ts'
import { type FileStore, fileBytesMax, toPath } from './file-store.ts'

/** Makes a store on a folder; nothing is read yet. */
export function createFolderStore(folder: string): FileStore {
  return {
    async open(label) {
      const root = await rootOf(folder)
      const folders = label === null ? [''] : [`${toPath('label', label)}/`, '']
      return { version: null, label, folders, read: (path) => readInside(root, path) }
    },
  }
}

async function rootOf(folder: string): Promise<string> {
  try {
    return await realpath(folder)
  } catch (cause) {
    throw sourceGone(`The folder of the settings cannot be read (${codeOf(cause)}).`, cause)
  }
}

/** A link that leads out of the folder leads nowhere. */
async function readInside(root: string, path: string): Promise<Buffer | null> {
  try {
    const real = await realpath(join(root, path))
    if (!real.startsWith(root + sep)) return null
    // A pipe would be opened only when somebody writes to it: for ever.
    await using file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK)
    const stat = await file.stat()
    if (!stat.isFile()) return null
    if (stat.size > fileBytesMax)
      throw fileUnreadable(path, `it is larger than ${fileBytesMax} bytes`)
    return await file.readFile()
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null
    if (code === null) throw thrown
    throw fileUnreadable(path, code)
  }
}

function codeOf(thrown: unknown): string | null {
  const isSystem = thrown instanceof Error && 'syscall' in thrown && 'code' in thrown
  return isSystem ? String(thrown.code) : null
}
