/**
 * A whole system, started the way its users start it, in a fresh folder and on a free port. Journeys and fault tests
 * open it; what they prove is what users run.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSystem, type ProcessReport, type RunningSystem, startSystem } from '@atoll/embedded'
import { type Failpoint, Fault } from '@atoll/pipeline'
import type { Topology } from '@atoll/system'
import { until } from './until.ts'

/** How a system is opened. */
export interface SystemOptions {
  /** Where `atoll.ts` is. */
  readonly file: URL | string
  readonly topology: Topology
  /** Settings on top of what tests need; see the settings of the environment. */
  readonly environment?: Readonly<Record<string, string>>
  /** The state folder, kept at the end; a temporary one that is removed if left out. */
  readonly directory?: string
  /** In one process: called at each place of a service or gateway in place of the failpoint's setting; may throw. */
  readonly failpointOf?: (part: string) => Failpoint
}

/** A system at work. */
export interface OpenedSystem extends AsyncDisposable {
  /** Of the first gateway. Shape: `http://localhost:40123`. */
  readonly url: string
  readonly topology: Topology
  readonly directory: string
  /** Where its processes write records (`*.ndjson`), spans (`*.spans.ndjson`) and other output (`*.out`). */
  readonly logs: string
  /** The URL of each service's own database, and of the messages' as `messaging`, for checkers. Secret. */
  readonly databases: ReadonlyMap<string, string>
  /** What the management ports ask for before they change anything. Secret. */
  readonly managementToken: string
  processes(): readonly ProcessReport[]
  /**
   * Sends a signal to one process, as an operator or the kernel might. With SIGKILL it resolves when the end has been
   * noticed, so that `allReady` means: started again.
   */
  kill(name: string, signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  /** Stops one process in order and starts it again. */
  restart(name: string): Promise<void>
  /**
   * Asks the management port of one process as the operator who started it; with a body it is a POST.
   * Faults: an Error for any answer but 200, or while the process is not ready.
   */
  manage(name: string, path: string, body?: unknown): Promise<unknown>
  /** Resolves when every process is ready again. Units: milliseconds; 20,000 if left out. */
  allReady(withinMs?: number): Promise<void>
  /** The last lines of every log, to explain a failure. */
  lastLines(): Promise<string>
  /** Stops everything in order; a temporary folder is removed. */
  stop(): Promise<void>
}

/** What tests set where nobody says otherwise: free ports, short leases and short pauses. */
const environmentOfTests: Readonly<Record<string, string>> = {
  ATOLL_LEASE_MS: '1500',
  ATOLL_GRACE_MS: '3000',
  ATOLL_LOG_LEVEL: 'info',
}

/** How long a management port may take. Units: milliseconds. */
const managementMsMax = 5_000
/** Lines of each file in an error. Units: lines. */
const linesMax = 8
/** Units: milliseconds. */
const readyWithinMs = 20_000

/** Starts a system. Faults: those of its start, with the last lines of its logs. */
export async function openSystem(options: SystemOptions): Promise<OpenedSystem> {
  const file = pathOf(options.file)
  const temporary = options.directory === undefined
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'atoll-system-')))
  const remove = () =>
    temporary ? rm(directory, { recursive: true, force: true }) : Promise.resolve()
  const logs = join(directory, 'logs')
  try {
    const running = await startSystem({
      system: await loadSystem(file),
      topology: options.topology,
      directory,
      port: 0,
      program: { file },
      environment: { ...environmentOfTests, ...options.environment },
      tell: () => {},
      ...(options.failpointOf === undefined ? {} : { failpointOf: options.failpointOf }),
    })
    return toOpened(running, { directory, logs, remove })
  } catch (error) {
    const { kind, code, message } = Fault.from(error)
    const said = code === 'internal' && error instanceof Error ? error.message : message
    const whole = `${said}\n${await lastLinesIn(logs)}`
    await remove()
    throw new Fault({ kind, code, message: whole, cause: error })
  }
}

function toOpened(
  running: RunningSystem,
  parts: {
    readonly directory: string
    readonly logs: string
    readonly remove: () => Promise<void>
  },
): OpenedSystem {
  const { directory, logs, remove } = parts
  let stopping: Promise<void> | null = null
  const stopOnce = async () => {
    try {
      await running.stop()
    } finally {
      await remove()
    }
  }
  const stop = () => (stopping ??= stopOnce())
  const find = (name: string) => {
    const found = running.processes().find((each) => each.name === name)
    if (found === undefined) throw new TypeError(`there is no process '${name}' in this system`)
    return found
  }
  return {
    url: running.address,
    topology: running.topology,
    directory,
    logs,
    databases: new Map([...running.databases, ['messaging', running.messagingUrl]]),
    managementToken: running.managementToken,
    processes: () => running.processes(),
    async kill(name, signal) {
      const { pid } = find(name)
      if (pid === process.pid) throw new TypeError(`'${name}' is the process of the test itself`)
      if (pid === null) return
      process.kill(pid, signal)
      if (signal !== 'SIGKILL') return
      await until(() => find(name).pid !== pid, { what: `the end of '${name}' to be noticed` })
    },
    restart: (name) => running.restart(name),
    manage: (name, path, body) => manage(find(name), running.managementToken, { path, body }),
    allReady: async (withinMs = readyWithinMs) => {
      const isReady = () => running.processes().every(({ state }) => state === 'ready')
      const explain = () => JSON.stringify(running.processes())
      await until(isReady, { withinMs, what: 'every process to be ready', explain })
    },
    lastLines: () => lastLinesIn(logs),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function manage(
  { name, management }: ProcessReport,
  token: string,
  { path, body }: { readonly path: string; readonly body: unknown },
): Promise<unknown> {
  if (management === null) throw new Error(`'${name}' is not ready to be asked ${path}`)
  const response = await fetch(`${management}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(managementMsMax),
  })
  const text = await response.text()
  if (response.status === 200) return JSON.parse(text)
  throw new Error(`'${name}' answered ${path} with ${response.status}: ${text}`)
}

function pathOf(file: URL | string): string {
  return typeof file === 'string' && !file.startsWith('file:') ? file : fileURLToPath(file)
}

async function lastLinesIn(logs: string): Promise<string> {
  const names = await readdir(logs).catch(() => [])
  const parts: string[] = []
  for (const name of names.filter((each) => !each.includes('.spans.')).toSorted()) {
    const text = await readFile(join(logs, name), 'utf8')
    const lines = text.trimEnd().split('\n').slice(-linesMax)
    if (text !== '') parts.push(`--- ${name}\n${lines.join('\n')}`)
  }
  return parts.join('\n')
}
