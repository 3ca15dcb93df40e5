/** Starts the programs of this example for its tests: the service in Python, and the commands beside it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort, until } from '@atoll/testkit'

/** A program under way. Disposing it ends it in order. */
export interface OpenedProgram extends AsyncDisposable {
  /** What it has written so far. */
  said(): string
  /** Ends it as a crash does. */
  kill(): Promise<void>
}

/** The service in Python. */
export interface OpenedPricing extends OpenedProgram {
  readonly port: number
  /** Shape: `http://127.0.0.1:5000`. */
  readonly url: string
}

const launcher = join(import.meta.dirname, '../../packages/cli/bin/atoll.js')

/** Starts the service in Python, which calls others at `sidecar`. */
export async function openPricing(sidecar = 'http://127.0.0.1:9'): Promise<OpenedPricing> {
  const port = await freePort()
  const program = start('python3', [join(import.meta.dirname, 'pricing.py'), `${port}`, sidecar])
  const url = `http://127.0.0.1:${port}`
  const isWell = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(isWell, { withinMs: 20_000, what: 'Python to answer', explain: program.said })
  return { ...program, port, url }
}

/** Runs `atoll` and waits for the first line it says. */
export async function openAtoll(...words: readonly string[]): Promise<OpenedProgram> {
  const program = start(process.execPath, [launcher, ...words])
  const isReady = () => program.said().includes('Stop with Ctrl-C')
  await until(isReady, { withinMs: 20_000, what: words.join(' '), explain: program.said })
  return program
}

function start(command: string, words: readonly string[]): OpenedProgram {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  child.once('error', ({ message }) => (said += message))
  return {
    said: () => said,
    kill: () => end(child, 'SIGKILL'),
    [Symbol.asyncDispose]: () => end(child, 'SIGTERM'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}
