/** A file of lines with a bounded size: records and spans of one process. It keeps the last full one beside it. */
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Takes lines; a line is whole or not there. */
export interface LineFile {
  write(line: string): void
  close(): Promise<void>
}

/** Units: bytes. One older file of the same size is kept. */
const fileBytesMax = 64 * 1024 * 1024
/** Kept while a full file moves aside. */
const waitingLinesMax = 10_000

/** Opens a file to be continued. A disk that takes nothing more loses lines, never the process. */
export async function openLineFile(path: string, bytesMax = fileBytesMax): Promise<LineFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  let bytes = await sizeOf(path)
  let stream = openStream(path)
  let turning: Promise<void> | null = null
  /** Lines that came while the file moved aside. */
  let waiting: string[] = []
  const put = (line: string) => {
    bytes += Buffer.byteLength(line)
    stream.write(line)
    if (bytes > bytesMax && turning === null) turning = turn()
  }
  const turn = async () => {
    await end(stream)
    await rename(path, `${path}.1`).catch(() => {})
    stream = openStream(path)
    bytes = 0
    turning = null
    const lines = waiting
    waiting = []
    for (const line of lines) put(line)
  }
  return {
    write(line) {
      if (turning === null) put(line)
      // A disk that is this slow loses lines rather than the memory of the process.
      else if (waiting.length < waitingLinesMax) waiting.push(line)
    },
    async close() {
      // Lines that waited may have filled the next file too.
      while (turning !== null) await turning
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
