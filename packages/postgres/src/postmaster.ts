/**
 * The process of one server: found, started, watched, stopped. The launcher uses it; it knows processes by number, so
 * that a server left over by a killed parent is handled like one of its own.
 */
import { closeSync, openSync } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@atoll/pipeline'
import { codeOf, commandOf, isAlive } from './process-life.ts'
import { notStarted, notStopped } from './refusals.ts'
import { type Runner, spawnServer } from './runner.ts'

const pollMs = 10
const startTimeoutMs = 60_000
const fastStopTimeoutMs = 10_000
const immediateStopTimeoutMs = 5_000
const logBytesMax = 1024 * 1024
/** Line of postmaster.pid that tells how far the start is. */
const stateLine = 7

/** How a server listens. */
export interface Listening {
  /** Folder of the Unix socket, or undefined for 127.0.0.1 alone. */
  readonly socket: string | undefined
  readonly port: number
}

/** What a server is started with. */
export interface ServerStart {
  readonly runner: Runner
  readonly data: string
  readonly log: string
  readonly listening: Listening
  readonly connectionsMax: number
  /** False gives up what a power failure would need; for tests. */
  readonly durable: boolean
  readonly clock: Clock
}

/** A server that accepts connections. */
export interface Postmaster {
  readonly pid: number
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>
}

/** Starts a server and resolves when it accepts connections. */
export async function startPostmaster(start: ServerStart): Promise<Postmaster> {
  const output = openSync(start.log, (await isLarge(start.log)) ? 'w' : 'a', 0o600)
  const child = spawnServer(start.runner, serverArguments(start), {
    cwd: '/',
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  let hasEnded = false
  const ended = new Promise<void>((resolve) => {
    const finish = (): void => {
      hasEnded = true
      resolve()
    }
    child.once('exit', finish)
    child.once('error', finish)
  })
  child.unref()
  const { pid } = child
  const limit = start.clock.monotonic() + startTimeoutMs
  while (pid !== undefined && !hasEnded && start.clock.monotonic() < limit) {
    if (await isReady(start.data, pid)) return { pid, ended }
    await start.clock.sleep(pollMs)
  }
  if (pid !== undefined && !hasEnded) await stopPostmaster(pid, start.clock)
  throw notStarted(start.log, await lastLineOf(start.log))
}

/** Fast first: sessions are ended and everything is written. Where that takes too long, at once: the next start recovers. */
export async function stopPostmaster(pid: number, clock: Clock): Promise<void> {
  if (await endedAfter(pid, { signal: 'SIGINT', timeoutMs: fastStopTimeoutMs, clock })) return
  if (await endedAfter(pid, { signal: 'SIGQUIT', timeoutMs: immediateStopTimeoutMs, clock })) return
  throw notStopped(pid)
}

/**
 * Stops a server whose parent was killed, and removes the mark of one that is gone; the caller holds the lock of the
 * directory, so nobody else can be using it.
 */
export async function stopOrphan(data: string, clock: Clock): Promise<boolean> {
  const mark = join(data, 'postmaster.pid')
  const pid = await pidIn(mark)
  const isOrphan = pid !== undefined && (await isServerOf(data, pid))
  if (isOrphan) await stopPostmaster(pid, clock)
  await rm(mark, { force: true })
  return isOrphan
}

async function isServerOf(data: string, pid: number): Promise<boolean> {
  if (!(await isAlive(pid))) return false
  const command = await commandOf(pid)
  return command === undefined || command.includes(data)
}

async function endedAfter(
  pid: number,
  how: { readonly signal: 'SIGINT' | 'SIGQUIT'; readonly timeoutMs: number; readonly clock: Clock },
): Promise<boolean> {
  const limit = how.clock.monotonic() + how.timeoutMs
  try {
    process.kill(pid, how.signal)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return true
    throw error
  }
  while (how.clock.monotonic() < limit) {
    if (!(await isAlive(pid))) return true
    await how.clock.sleep(pollMs)
  }
  return false
}

/** Source: PostgreSQL documentation, 19 Server Configuration. Small memory; only what ends the server is logged. */
function serverArguments(start: ServerStart): string[] {
  const { listening } = start
  const settings: Record<string, string | number> = {
    listen_addresses: listening.socket === undefined ? '127.0.0.1' : '',
    unix_socket_directories: listening.socket ?? '',
    unix_socket_permissions: '0700',
    port: listening.port,
    max_connections: start.connectionsMax,
    shared_buffers: '32MB',
    io_method: 'sync',
    jit: 'off',
    max_parallel_workers_per_gather: 0,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'fatal',
    log_min_error_statement: 'panic',
    fsync: start.durable ? 'on' : 'off',
    synchronous_commit: start.durable ? 'on' : 'off',
    full_page_writes: start.durable ? 'on' : 'off',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', start.data, ...options]
}

async function isReady(data: string, pid: number): Promise<boolean> {
  const mark = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = mark.split('\n')
  return lines[0] === String(pid) && lines[stateLine]?.trim() === 'ready'
}

async function pidIn(mark: string): Promise<number | undefined> {
  const text = await readFile(mark, 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
}

async function isLarge(log: string): Promise<boolean> {
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  )
  return size > logBytesMax
}

async function lastLineOf(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line.includes('FATAL') || line.includes('PANIC'))
  return lines.at(-1)?.replace(/^.*?(?:FATAL|PANIC):\s*/, '') ?? 'it ended without a word'
}
