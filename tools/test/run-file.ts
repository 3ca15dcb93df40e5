/**
 * Runs one test file in a process of its own and tells what happened in it, from the runner's own
 * events. A file that hangs is killed with everything it started; a file that ends without a summary
 * (an early `process.exit`, no test at all) has failed. Called by `main.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestEvent } from './event.ts'
import { killGroup } from './process-group.ts'

/** How a file is run. */
export type RunOptions = {
  readonly root: string
  /** A folder for the events of this run. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** The whole file, in milliseconds. */
  readonly timeoutMs: number
  /** Only these tests of it, by the titles that events tell; all if left out. */
  readonly titles?: readonly string[]
}

/** What happened in a file. */
export type FileResult = {
  readonly file: string
  readonly events: readonly TestEvent[]
  readonly seconds: number
  /** The end of what it printed. */
  readonly output: string
}

/** Output kept per file, in characters; the end says more than the beginning. */
const outputCharsMax = 20_000

const running = new Set<ChildProcess>()

/** Runs a file to its end or its timeout. */
export async function runFile(file: string, options: RunOptions): Promise<FileResult> {
  const startedAt = performance.now()
  const eventsFile = join(options.folder, `${file.replaceAll('/', '+')}.events`)
  const child = spawn(process.execPath, toArguments(file, eventsFile, options.titles ?? []), {
    cwd: options.root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  const end = await waitForEnd(child, options.timeoutMs)
  running.delete(child)
  const events = readEvents(eventsFile)
  return {
    file,
    events: [...events, ...judge(events, end, options.timeoutMs)],
    seconds: (performance.now() - startedAt) / 1000,
    output: end.output,
  }
}

/** Kills all test processes that still run, with their children. */
export function killAll(): void {
  for (const child of running) killGroup(child.pid)
}

function toArguments(file: string, eventsFile: string, titles: readonly string[]): string[] {
  const reporter = join(import.meta.dirname, 'reporter.ts')
  return [
    '--conditions=atoll-source',
    '--enable-source-maps',
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${eventsFile}`,
    ...titles.map((title) => `--test-name-pattern=${toPattern(title)}`),
    file,
  ]
}

/** Node matches the names of chapters and test, joined by spaces. */
function toPattern(title: string): string {
  return `^${RegExp.escape(title.replaceAll(' › ', ' '))}$`
}

type End = {
  readonly code: number
  readonly output: string
  readonly isLate: boolean
  readonly leftovers: number
}

/** Whoever escaped the process group may hold the pipes open; they are not waited for longer. */
const pipesTimeoutMs = 1_000

function waitForEnd(child: ChildProcess, timeoutMs: number): Promise<End> {
  return new Promise((resolve) => {
    let output = ''
    let isLate = false
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-outputCharsMax)
      })
    }
    const timer = setTimeout(() => {
      isLate = true
      killGroup(child.pid)
    }, timeoutMs)
    child.once('exit', (code) => {
      clearTimeout(timer)
      const leftovers = isLate ? 0 : killGroup(child.pid)
      const finish = () => resolve({ code: code ?? 1, output, isLate, leftovers })
      const pipes = setTimeout(finish, pipesTimeoutMs)
      child.once('close', () => {
        clearTimeout(pipes)
        finish()
      })
    })
  })
}

function readEvents(path: string): TestEvent[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  // The lines are our own reporter's; a killed process may have left half a line at the end.
  return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as TestEvent)
}

function judge(events: readonly TestEvent[], end: End, timeoutMs: number): TestEvent[] {
  const fail = (why: string): TestEvent[] => [
    { kind: 'failed', title: '(file)', line: 1, why, isAssertion: false },
  ]
  if (end.isLate) {
    return fail(
      `did not end within ${timeoutMs / 1000} s: a handle is open, or a test waits forever`,
    )
  }
  if (!events.some(({ kind }) => kind === 'finished')) {
    return fail(`ended with exit code ${end.code} before its tests were finished, or has no test`)
  }
  if (end.leftovers > 0) {
    return fail(`left processes behind (${end.leftovers}): stop what a test starts`)
  }
  const hasFailed = events.some(({ kind }) => kind === 'failed')
  return end.code !== 0 && !hasFailed ? fail(`ended with exit code ${end.code}`) : []
}
