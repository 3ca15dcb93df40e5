/**
 * Starts each side of a comparison the way its users start it: `atoll start`, in a process of its own, on an `atoll.ts` that
 * takes theirs and answers one decision otherwise. State and that file stand in `.atoll` and go with the side.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunningSide, Stage, StagedSide } from '@atoll/comparison'
import type { Environment } from '@atoll/config'
import { type Clock, Fault } from '@atoll/pipeline'
import { type Place, placeOf } from './place.ts'
import { readRun, type RunRecord } from './run-file.ts'

/** What sides are started from. */
export interface StageParts {
  readonly place: Place
  readonly environment: Environment
  readonly clock: Clock
}

/** A stage, and how everything on it ends. */
export interface OpenedStage extends Stage {
  /** Asks everything to end; a second time, at once. */
  interrupt(): void
  /** Removes what sides left. */
  end(): Promise<void>
}

/** What is kept of what a side says, for its failure. */
const saidCharactersMax = 4_000
/** How long a start may take. Units: milliseconds. */
const startMsMax = 120_000
/** Units: milliseconds. */
const lookMs = 10
/** How long a stop in order may take before it is ended. Units: milliseconds. */
const stopMsMax = 30_000
/** What an adapter needs beside the system, for whoever does not have it. */
const hints: Readonly<Record<string, string>> = {
  eureka:
    'Run a registry beside it with `atoll registry`, or say where one is with EUREKA_SERVERS.',
  'spring-config':
    'Run a config server beside it with `atoll config-server`, or say where one is with CONFIG_SERVERS.',
}
/** As `bin/atoll.js` has it, so that it need not hand over to another process. */
const thrift = '--max-semi-space-size=8'

/** Opens a stage beside a system. */
export function openStage(parts: StageParts): OpenedStage {
  const folder = join(parts.place.state, `compare-${process.pid}`)
  const alive = new Set<Started>()
  let count = 0
  return {
    async start(side) {
      count += 1
      const directory = join(folder, `side-${count}`)
      rmSync(directory, { recursive: true, force: true })
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      writeFileSync(join(directory, 'atoll.ts'), programOf(side))
      const port = await freePort()
      const started = new Started({ ...parts, side, port, place: placeOf(directory) })
      alive.add(started)
      const forget = () => {
        alive.delete(started)
        rmSync(directory, { recursive: true, force: true })
      }
      try {
        await started.begin()
      } catch (thrown) {
        await started.stop()
        forget()
        throw thrown
      }
      return toRunning(started, forget)
    },
    interrupt() {
      for (const each of alive) each.interrupt()
    },
    async end() {
      await Promise.all([...alive].map((each) => each.stop()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function toRunning(started: Started, forget: () => void): RunningSide {
  return {
    url: started.url,
    startedMs: started.startedMs,
    get pid() {
      return started.pid
    },
    processes: () => started.processes(),
    kill: (name) => started.kill(name),
    async stop() {
      await started.stop()
      forget()
    },
  }
}

/** The system of the folder above, with other decisions: no file of it is written again. */
function programOf({ decisions }: StagedSide): string {
  return `/** Written by \`atoll compare\`, and removed by it. */
import { withDecisions } from '@atoll/system'
import system from '../../../atoll.ts'

export default withDecisions(system, ${JSON.stringify(decisions, null, 2)})
`
}

interface SideParts extends StageParts {
  readonly side: StagedSide
  readonly port: number
}

/** One `atoll start`, and the ones after its falls. */
class Started {
  readonly #parts: SideParts
  #child: ChildProcess | null = null
  #said = ''
  #startedMs = 0
  /** Settles when what fell has been started again. */
  #falling: Promise<void> = Promise.resolve()

  constructor(parts: SideParts) {
    this.#parts = parts
  }

  get url(): string {
    return `http://localhost:${this.#parts.port}`
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Units: milliseconds. */
  get startedMs(): number {
    return this.#startedMs
  }

  /** Starts it and waits until all of it is ready. Faults: `side_failed`, with what it said. */
  async begin(): Promise<void> {
    const { clock, side } = this.#parts
    const startedAt = clock.monotonic()
    this.#spawn()
    while (!this.#isReady()) {
      const isOver = this.#child?.exitCode !== null || this.#child.signalCode !== null
      if (isOver || clock.monotonic() - startedAt > startMsMax) {
        const why = this.#said.trim() || `it was not ready in ${startMsMax / 1000} s`
        const hint = side.adapter in hints ? ` ${hints[side.adapter]}` : ''
        const message = `Under ${side.answer} the system does not start: ${why}${hint}`
        throw new Fault({ kind: 'precondition', code: 'side_failed', message })
      }
      await clock.sleep(lookMs)
    }
    this.#startedMs = clock.monotonic() - startedAt
  }

  processes() {
    const { processes = [] } = this.#run() ?? {}
    return processes.map(({ name, state }) => ({ name, isReady: state === 'ready' }))
  }

  async kill(name: string): Promise<void> {
    const run = this.#run()
    const pid = run?.processes.find((each) => each.name === name)?.pid ?? null
    if (pid === null) throw new Error(`no process '${name}' runs that could fall`)
    process.kill(pid, 'SIGKILL')
    if (pid !== this.pid) return this.#untilNoticed(name, pid)
    this.#falling = this.#riseAgain()
    await this.#falling
  }

  /** The first time it asks, the second time it insists. */
  interrupt(): void {
    this.#child?.kill('SIGTERM')
  }

  /** Stops it in order. */
  async stop(): Promise<void> {
    await this.#falling
    const child = this.#child
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const late = this.#parts.clock.timer(stopMsMax, () => child.kill('SIGTERM'))
    await ended(child)
    late.cancel()
  }

  /** Its PostgreSQL has outlived the fall: only the next start looks after it again, so there is always one. */
  async #riseAgain(): Promise<void> {
    if (this.#child !== null) await ended(this.#child)
    this.#spawn()
  }

  #spawn(): void {
    const { place, port, environment, side } = this.#parts
    const flags = process.execArgv.filter((each) => each.startsWith('--conditions='))
    const program = fileURLToPath(new URL('../bin/atoll.js', import.meta.url))
    const args = ['start', '--directory', place.directory, '--port', String(port)]
    const child = spawn(process.execPath, [...flags, thrift, program, ...args], {
      // A session of its own: Ctrl-C reaches us alone, who stop it in order. By the channel it notices our end.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...environment, ...side.environment },
    })
    this.#said = ''
    child.stderr?.on('data', (text: Buffer) => {
      this.#said = `${this.#said}${text.toString('utf8')}`.slice(-saidCharactersMax)
    })
    this.#child = child
  }

  #run(): RunRecord | null {
    const run = readRun(this.#parts.place)
    return run?.pid === this.pid ? run : null
  }

  #isReady(): boolean {
    const processes = this.processes()
    return processes.length > 0 && processes.every(({ isReady }) => isReady)
  }

  /** The end of a process is told within a second. */
  async #untilNoticed(name: string, pid: number): Promise<void> {
    const { clock } = this.#parts
    const endsAt = clock.monotonic() + startMsMax
    while (this.#run()?.processes.find((each) => each.name === name)?.pid === pid) {
      if (clock.monotonic() > endsAt) throw new Error(`nobody noticed the end of '${name}'`)
      await clock.sleep(lookMs)
    }
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** A port of loopback that was free a moment ago: a side keeps its address over its falls. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address === 'object' && address !== null) return address.port
  throw new Error('no port is free')
}
