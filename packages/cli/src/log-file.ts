/**
 * Reads log files that grow and are moved aside when they are full. Called by `atoll logs`; it keeps one piece of a file
 * in memory, however long the file is.
 */
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** Units: bytes read at once. */
const pieceBytes = 65_536

/** One log file, read from its beginning and on. */
export interface LogFile {
  /** The process that wrote it. */
  readonly process: string
  /** Every whole line since the last time, also those of the file that was moved aside meanwhile. */
  newLines(): AsyncGenerator<string>
}

/** Finds the logs of a folder: records of every process, and what it printed beside. */
export async function findLogs(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return []
    throw thrown
  })
  return names
    .filter((name) => /^[^.]+\.(ndjson|out)$/.test(name))
    .toSorted()
    .map((name) => join(folder, name))
}

/** Makes a reader that has read nothing; it begins with the older file beside it. */
export function createLogFile(path: string): LogFile {
  let at: Position = { inode: null, offset: 0 }
  return {
    process: basename(path).replace(/\.[^.]+$/, ''),
    async *newLines() {
      const older = await openIfThere(`${path}.1`)
      const current = await openIfThere(path)
      try {
        const olderInode = await inodeOf(older)
        const isMoved = at.inode === null || olderInode === at.inode
        if (older !== null && isMoved) yield* linesFrom(older, at, () => {})
        const inode = await inodeOf(current)
        if (inode !== at.inode) at = { inode, offset: 0 }
        if (current !== null) yield* linesFrom(current, at, (offset) => (at = { inode, offset }))
      } finally {
        await older?.close()
        await current?.close()
      }
    },
  }
}

interface Position {
  readonly inode: number | null
  readonly offset: number
}

async function* linesFrom(
  file: FileHandle,
  { offset }: Position,
  moveTo: (offset: number) => void,
): AsyncGenerator<string> {
  const piece = Buffer.alloc(pieceBytes)
  let rest = Buffer.alloc(0)
  let from = offset
  for (;;) {
    const { bytesRead } = await file.read(piece, 0, pieceBytes, from + rest.length)
    if (bytesRead === 0) return
    const bytes = Buffer.concat([rest, piece.subarray(0, bytesRead)])
    const end = bytes.lastIndexOf('\n') + 1
    rest = bytes.subarray(end)
    from += end
    moveTo(from)
    if (end > 0) yield* bytes.toString('utf8', 0, end - 1).split('\n')
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw thrown
  }
}

async function inodeOf(file: FileHandle | null): Promise<number | null> {
  return file === null ? null : (await file.stat()).ino
}
