/**
 * Starts a real server on a port of its own for one test, and ends it with everything it wrote. It listens on loopback
 * only. Used by `.live.test.ts` files; people use `main.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, until } from '@atoll/testkit'
import { buildServer } from './build.ts'
import { endProcess } from './end-process.ts'
import { isListening, isTaken } from './port.ts'
import { programs, registryAt, type ServerName, type ServerProgram } from './programs.ts'

/** A server under way. Disposing it is `stop`. */
export interface OpenedServer extends AsyncDisposable {
  /** Shape: `http://127.0.0.1:8761`. */
  readonly url: string
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
  /** Ends it as a crash does. */
  kill(): Promise<void>
  /** What it last wrote. */
  lastLines(): string
}

/** How a server is started beyond its name. */
export interface OpenOptions {
  /** Any free one if left out. */
  readonly port?: number
  /** Settings of the server: `--eureka.server.enable-self-preservation=false`. */
  readonly settings?: readonly string[]
  /** Flags of the JVM in place of those by which it starts soon and stays small. */
  readonly flags?: readonly string[]
}

/** How long a server may take to start on a busy machine. Units: milliseconds. */
const startMsMax = 120_000
const linesMax = 30

/** Starts a server and waits until it can be used. Faults: an Error that says what is missing, or what it wrote last. */
export async function openServer(
  name: ServerName,
  options: OpenOptions = {},
): Promise<OpenedServer> {
  const folder = mkdtempSync(join(tmpdir(), `atoll-${name}-`))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const running = await startServer(name, { ...options, folder, isDetached: false })
    const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
      await endProcess(running.child, signal)
      remove()
    }
    const stop = () => end('SIGTERM')
    const { url, port, pid, lastLines } = running
    const kill = () => end('SIGKILL')
    return { url, port, pid, lastLines, stop, kill, [Symbol.asyncDispose]: stop }
  } catch (error) {
    remove()
    throw error
  }
}

/** A server that has become ready. */
export interface Running extends Pick<OpenedServer, 'url' | 'port' | 'pid' | 'lastLines'> {
  readonly child: ChildProcess
  readonly jar: string
}

/** Starts a server that writes into a folder; a detached one outlives this process. */
export async function startServer(
  name: ServerName,
  options: OpenOptions & { readonly folder: string; readonly isDetached: boolean },
): Promise<Running> {
  const program: ServerProgram = programs[name]
  if (options.port !== undefined && (await isTaken(options.port)))
    throw taken(program, options.port)
  const built = await buildServer(program, (line) => console.error(line))
  if (!built.isHere) throw new Error(`${program.title} cannot be had: ${built.reason}`)
  const { folder, isDetached, settings = [] } = options
  const port = options.port ?? (await freePort())
  mkdirSync(folder, { recursive: true })
  const log = join(folder, `${name}.log`)
  const output = openSync(log, 'w')
  const url = `http://127.0.0.1:${port}`
  const properties = Object.entries({
    'java.io.tmpdir': folder,
    // A test's own is found by nobody unless it is told where: 8761 may be somebody's registry.
    ...(isDetached ? {} : registryAt(url)),
    ...program.listening(port),
  })
  const flags = [
    ...properties.map((each) => `-D${each.join('=')}`),
    ...(options.flags ?? built.flags),
  ]
  const child = spawn(built.java, [...flags, '-jar', built.jar, ...settings], {
    cwd: folder,
    stdio: ['ignore', output, output],
    detached: isDetached,
  })
  closeSync(output)
  const lastLines = () =>
    readFileSync(log, 'utf8').trimEnd().split('\n').slice(-linesMax).join('\n')
  try {
    await untilReady(child, `${url}${program.readyPath}`)
    // Somebody may have taken the port meanwhile; Java then ends a little later.
    if (isListening(child.pid ?? 0, port) === false) throw taken(program, port)
  } catch (error) {
    await endProcess(child, 'SIGKILL')
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`${program.title} did not start: ${why}\n${lastLines()}`, { cause: error })
  }
  return { url, port, pid: child.pid ?? 0, jar: built.jar, child, lastLines }
}

function taken({ title }: ServerProgram, port: number): Error {
  return new Error(
    `127.0.0.1:${port} is taken by another program; stop that one, so that ${title} can listen there.`,
  )
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const isReady = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return 'ended'
    const reply = await fetch(url).catch(() => null)
    await reply?.arrayBuffer()
    return reply?.status === 200 ? 'ready' : null
  }
  const state = await until(isReady, { withinMs: startMsMax, what: `${url} to answer` })
  if (state === 'ended') throw new Error('it ended')
}
