/**
 * Finds the lines of a printed `decisions.ts`: the tool prints it, so each key stands at its indentation. A file that
 * somebody shaped otherwise loses its lines and nothing else.
 */
import type { At } from '@atoll/patterns'

/** The line of what stands at a path, or of the nearest around it; null if the text does not show it. */
type LineOf = (path: readonly string[]) => number | null

const key = /^( *)(?:'([^']+)'|([A-Za-z_$][\w$-]*)): /

/** Units: blanks. */
const step = 2

/** Reads the keys of a printed value. */
function readLines(text: string): LineOf {
  const lines = new Map<string, number>()
  const path: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const match = key.exec(line)
    if (match === null) continue
    const [, blanks = '', quoted, plain] = match
    path.length = Math.max(0, Math.floor(blanks.length / step) - 1)
    path.push(quoted ?? plain ?? '')
    const where = path.join('/')
    if (!lines.has(where)) lines.set(where, index + 1)
  }
  return (wanted) => {
    for (let length = wanted.length; length > 0; length -= 1) {
      const line = lines.get(wanted.slice(0, length).join('/'))
      if (line !== undefined) return line
    }
    return null
  }
}

/** The place of a path in a file. */
export function placesOfText(file: string, text: string): (path: readonly string[]) => At | null {
  const lineOf = readLines(text)
  return (path) => {
    const line = lineOf(path)
    return line === null ? null : { file, line }
  }
}
