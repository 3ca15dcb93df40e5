/** Writes a file that somebody named on the command line. */
import { writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { Fault } from '@atoll/pipeline'

/** Writes it, in the place of what stood there. Faults: unavailable `file_unwritable`. */
export function writeAsked(file: string, text: string): void {
  try {
    writeFileSync(resolve(file), text)
  } catch (cause) {
    const shown = relative(process.cwd(), resolve(file))
    const message = `${shown} cannot be written: choose a file in a folder that is there and yours.`
    throw new Fault({ kind: 'unavailable', code: 'file_unwritable', message, cause })
  }
}
