/** A file of lines with a bounded size: records and spans of one process. It keeps the last full one beside it. */
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Clock, systemClock } from '@atoll/pipeline'

/** Takes lines; a line is whole or not there. */
export interface LineFile {
  write(line: string): void
  close(): Promise<void>
}

/** Units: bytes. One older file of the same size is kept. */
const fileBytesMax = 64 * 1024 * 1024
/** Kept while the disk is slow or a full file moves aside. Units: characters. */
const pendingCharactersMax = 16 * 1024 * 1024

/** Lines of so long leave in one write: each write is a thread's work. Units: milliseconds. */
const gatherMs = 10

/** What may be set about a file of lines. */
export interface LineFileParts {
  readonly bytesMax?: number
  readonly clock?: Clock
}

/** Opens a file to be continued. A disk that takes nothing more loses lines, never the process. */
export async function openLineFile(path: string, parts: LineFileParts = {}): Promise<LineFile> {
  const { bytesMax = fileBytesMax, clock = systemClock } = parts
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  let bytes = await sizeOf(path)
  let stream = openStream(path)
  let pending = ''
  let flushing: Promise<void> | null = null
  const closing = new AbortController()
  const flush = async () => {
    await clock.sleep(gatherMs, closing.signal)
    while (pending !== '') {
      const text = pending
      pending = ''
      bytes += Buffer.byteLength(text)
      if (!stream.write(text)) await untilTaken(stream)
      if (bytes > bytesMax) await turn()
    }
    flushing = null
  }
  const turn = async () => {
    await end(stream)
    await rename(path, `${path}.1`).catch(() => {})
    stream = openStream(path)
    bytes = 0
  }
  return {
    write(line) {
      // A disk that is this slow loses lines rather than the memory of the process.
      if (pending.length > pendingCharactersMax) return
      pending += line
      flushing ??= flush()
    },
    async close() {
      closing.abort()
      await flushing
      await end(stream)
    },
  }
}

function openStream(path: string): WriteStream {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 })
  // Without a listener a full disk would end the process.
  stream.on('error', () => {})
  return stream
}

/** Until the stream takes more, or never will. */
function untilTaken(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) return resolve()
    const done = () => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}

function end(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) return resolve()
    stream.on('close', resolve)
    stream.end()
  })
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}
