/**
 * What a child prints, kept in a file of whole lines with a bounded size. Called by the supervisor for each start of a
 * child. A disk that takes nothing more loses lines, never the child.
 */
import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'

/** One older file of the same size is kept beside it. Units: bytes. */
const outputBytesMax = 16 * 1024 * 1024
/** A longer line is written as several. Units: characters. */
export const lineCharactersMax = 65_536

/** Keeps what one process prints. */
export interface Output {
  /** Writes a stream to its end, showing each line; a slow disk slows the child down rather than filling the memory. */
  keep(stream: Readable, see?: (line: string) => void): Promise<void>
}

/** Makes the output of one process; the file is opened with the first line. */
export function createOutput(file: string, bytesMax = outputBytesMax): Output {
  let writing: Promise<void> = mkdir(dirname(file), { recursive: true, mode: 0o700 }).then(
    () => {},
    () => {},
  )
  const write = (lines: string): Promise<void> => {
    writing = writing.then(() => append(file, lines, bytesMax)).catch(() => {})
    return writing
  }
  return {
    async keep(stream, see = () => {}) {
      for await (const lines of wholeLines(stream)) {
        lines.forEach(see)
        await write(`${lines.join('\n')}\n`)
      }
    },
  }
}

async function append(file: string, text: string, bytesMax: number): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  )
  if (size > 0 && size + Buffer.byteLength(text) > bytesMax) await rename(file, `${file}.1`)
  await appendFile(file, text, { mode: 0o600 })
}

/** Cuts a stream into lines, so that two streams in one file never share a line. */
async function* wholeLines(stream: Readable): AsyncGenerator<string[]> {
  stream.setEncoding('utf8')
  let rest = ''
  // `setEncoding` above makes every chunk a text.
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    while (rest.length > lineCharactersMax) {
      lines.push(rest.slice(0, lineCharactersMax))
      rest = rest.slice(lineCharactersMax)
    }
    if (lines.length > 0) yield lines
  }
  if (rest !== '') yield [rest]
}
