/**
 * The one place that builds the command line of a child. Every child gets the Node that runs now, the condition for
 * sources if we run from sources, a session of its own, and a channel to its supervisor.
 */
import { type ChildProcess, spawn } from 'node:child_process'

/** What is launched; see `ProcessSpec`. */
export interface Launch {
  readonly file: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Launches a child. Its session keeps Ctrl-C in a terminal from it: only the supervisor gets that, and stops the
 * children in order.
 */
export function launchProcess({ file, args, environment }: Launch): ChildProcess {
  return spawn(process.execPath, [...nodeArguments(environment), file, ...args], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    windowsHide: true,
  })
}

/** Asks a child to end, or ends it with whatever it started in its session. One that ended already is no failure. */
export function killSession(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const isWindows = process.platform === 'win32'
  // Windows knows no request to end: a child that loses its supervisor stops by itself just as orderly.
  if (isWindows && signal === 'SIGTERM' && child.connected) return child.disconnect()
  if (isWindows || signal === 'SIGTERM') return void child.kill(signal)
  try {
    process.kill(-child.pid, signal)
  } catch {
    // Ended between the question and the signal: the wanted end.
  }
}

/**
 * On a large machine V8 lets the young objects of each process grow to 134 MB, which made no service faster than this.
 * Whoever sets it keeps their own. Units: megabytes of one of three parts. Source: Node's documentation
 */
const semiSpaceMb = 8
const thrift = '--max-semi-space-size'

function nodeArguments(environment: Launch['environment']): readonly string[] {
  const own = process.execArgv.find((each) => each.startsWith(thrift))
  const isSet = environment['NODE_OPTIONS']?.includes(thrift) === true
  const young = isSet ? [] : [own ?? `${thrift}=${semiSpaceMb}`]
  // This very file is TypeScript only when we run from sources, which nobody but the condition makes possible.
  return import.meta.filename.endsWith('.ts') ? ['--conditions=atoll-source', ...young] : young
}
