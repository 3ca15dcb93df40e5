/** The terminal. Everything that people see is written here; `console` and the standard streams stand in this file only. */
import { createInterface } from 'node:readline/promises'
import { exitCodes } from './exit-code.ts'
import { toVisible } from './visible.ts'

/** What a command may say. */
export interface Screen {
  /** Whether a person sits there and can be asked. */
  readonly isInteractive: boolean
  /** Whether standard output is a terminal, which shows colours. */
  readonly isTerminal: boolean
  /** How wide a line may be. Units: columns; 80 where nobody looks. */
  readonly columns: number
  /** What the command was asked for: a line on standard output. */
  line(text: string): void
  /** What went wrong: a line on standard error. */
  problem(text: string): void
  /** What happens now, on a terminal only; the next one takes its place. */
  progress(text: string): void
  /** Asks for yes or no; no answer is no. */
  confirm(question: string): Promise<boolean>
}

/** Where questions are drawn: beside the output, which may be a file. */
export const promptStreams = { input: process.stdin, output: process.stderr }

/** The screen of this process. */
export function openScreen(): Screen {
  const { stdin, stdout, stderr } = process
  // A reader such as `head` that has seen enough ends us, quietly; anything else, such as a full disk, is a failure.
  stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') console.error(`Standard output cannot be written: ${message}`)
    process.exit(code === 'EPIPE' ? exitCodes.ok : exitCodes.failed)
  })
  stderr.on('error', () => {})
  let hasProgress = false
  const clear = () => {
    if (hasProgress) stderr.write(clearLine)
    hasProgress = false
  }
  return {
    isInteractive: stdin.isTTY && stderr.isTTY,
    isTerminal: stdout.isTTY,
    columns: Math.max(columnsMin, Math.min(stdout.columns ?? columnsUsual, columnsMax)),
    line(text) {
      clear()
      // What goes into a file or to a program stays as it is: it may be a patch.
      console.log(stdout.isTTY ? toVisible(text) : text)
    },
    problem(text) {
      clear()
      console.error(toVisible(text))
    },
    progress(text) {
      if (!stderr.isTTY) return
      stderr.write(`${clearLine}${toVisible(text).slice(0, stderr.columns - 1)}`)
      hasProgress = true
    },
    async confirm(question) {
      clear()
      const reader = createInterface({ input: stdin, output: stderr })
      const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')))
      const answer = await Promise.race([reader.question(`${toVisible(question)} [y/N] `), closed])
      reader.close()
      return /^y(es)?$/i.test(answer.trim())
    },
  }
}

const columnsUsual = 80
/** Narrower, and words do not fit; wider, and eyes lose the line. */
const columnsMin = 40
const columnsMax = 110

/** Source ECMA-48: to the first column, erase the line. */
const clearLine = '\r\u001b[2K'
