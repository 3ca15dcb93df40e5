/**
 * Runs the programs of a measurement as processes of their own. A server says `{"url": …}` in its first line and ends
 * when its input ends, so that nothing is left running whatever happens to the one who measures.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { commandAt, environment, type Place } from './place.ts'

/** A program by its file below `bench`, and its arguments. */
export type Program = readonly [file: string, ...args: string[]]

/** A server at work. */
export interface RunningServer extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** Everything that it said in its first line. */
  readonly said: Readonly<Record<string, unknown>>
}

/** How long a server may take to begin, and any program to end. Units: milliseconds. */
const patienceMs = 120_000
/** How long a program may work before it says what it found. Units: milliseconds. */
const workMsMax = 1_800_000

/** Starts a server and waits until it says where it is. */
export async function openServer(
  program: Program,
  more: NodeJS.ProcessEnv = {},
): Promise<RunningServer> {
  const child = start(program, 'servers', more)
  const said = parseLine(await firstLine(child, program, patienceMs))
  const stop = () => end(child)
  return {
    url: String(said['url']),
    pid: child.pid ?? 0,
    said,
    [Symbol.asyncDispose]: stop,
  }
}

/** Runs a program to its end and reads the one line of JSON that it says. */
export async function runProgram(
  program: Program,
  place: Place,
): Promise<Readonly<Record<string, unknown>>> {
  const child = start(program, place)
  const line = await firstLine(child, program, workMsMax)
  await end(child)
  return parseLine(line)
}

function start([file, ...args]: Program, place: Place, more: NodeJS.ProcessEnv = {}): ChildProcess {
  const [command, all] = commandAt(place, [join(import.meta.dirname, file), ...args])
  return spawn(command, all, {
    env: { ...environment, ...more },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

async function firstLine(child: ChildProcess, [file]: Program, withinMs: number): Promise<string> {
  if (child.stdout === null) throw new TypeError('a program speaks through its output')
  const reader = createInterface({ input: child.stdout })
  const late = AbortSignal.timeout(withinMs)
  try {
    const lines: readonly unknown[] = await Promise.race([
      once(reader, 'line', { signal: late }),
      // Not 'exit', which may come before the last line was read.
      once(child, 'close').then((ended: readonly unknown[]) => {
        throw new Error(`it ended with ${String(ended[0])} before it said anything`)
      }),
    ])
    return String(lines[0])
  } catch (cause) {
    await end(child)
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`bench/${file} did not begin: ${why}`, { cause })
  }
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(line)
  if (typeof value === 'object' && value !== null) return { ...value }
  throw new TypeError(`a program said '${line}' instead of an object`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.stdin?.end()
  const kill = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await ended
  clearTimeout(kill)
}
