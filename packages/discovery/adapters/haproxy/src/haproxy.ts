/**
 * Starts HAProxy with an address for each service, tells it through its runtime interface who is there, and starts it
 * again when it falls. Called by whoever keeps the instances of a host: a supervisor, a registrar. It carries no call.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, isIP } from 'node:net'
import { join } from 'node:path'
import { type Clock, Fault, type Log, silentLog, type Timer } from '@atoll/pipeline'
import { type HaproxyRules, haproxyRulesDefault, toConfiguration } from './configuration.ts'
import { refusalIn, tellHaproxy } from './runtime.ts'
import { type Balanced, createSlots, type Slots } from './slots.ts'

/** What HAProxy is opened with. */
export interface HaproxySettings {
  readonly services: readonly string[]
  /** A folder of its own, for its configuration and its socket. */
  readonly directory: string
  readonly rules?: HaproxyRules
  /** Asked of each instance's `checkPort`. */
  readonly checkPath?: string
  /** The program; found on the path, or where Debian has it, if left out. */
  readonly program?: string
  readonly clock: Clock
  readonly log?: Log
  /** Ends it at once and for good, while it starts too. */
  readonly abandoned?: AbortSignal
}

/** A running HAProxy. Disposing ends it. */
export interface Haproxy extends AsyncDisposable {
  /** The one address of each service. Shape: `http://127.0.0.1:40321`. */
  readonly addresses: Readonly<Record<string, string>>
  readonly pid: number
  /**
   * Makes these instances known, and no others. Resolves when HAProxy knows.
   * Faults: unavailable `balancer_unreachable` while it is down: it is told once it is back; invalid `instance_refused`:
   * the others are told. Both are logged.
   */
  tell(instances: readonly Balanced[]): Promise<void>
  /** Ends it at once and for good, without asking. */
  kill(): void
}

const checkPathDefault = '/health/ready'
/** How long HAProxy may take to start. Units: milliseconds. */
const startMsMax = 10_000
/** Between two looks whether it has started. Units: milliseconds. */
const lookMs = 20
/** How long it may finish when it is ended. Units: milliseconds. */
const stopMsMax = 6_000
/** Before it is started again; doubled each time it falls before it could be told anything. Units: milliseconds. */
const againMsMin = 100
const againMsMax = 5_000
/** Between two looks at those that leave. Units: milliseconds. */
const releaseMs = 1_000
/** Linux's own bound for the path of a socket. Units: bytes. */
const socketBytesMax = 107

/**
 * Starts HAProxy.
 * Faults: precondition `haproxy_missing`; unavailable `haproxy_failed`, with what it said; invalid `directory_too_deep`.
 */
export async function openHaproxy(settings: HaproxySettings): Promise<Haproxy> {
  const opened = new Running(settings)
  const { abandoned } = settings
  if (abandoned?.aborted === true) opened.kill()
  abandoned?.addEventListener('abort', () => opened.kill())
  await opened.open()
  return opened
}

class Running implements Haproxy {
  readonly #settings: HaproxySettings
  readonly #rules: Required<HaproxyRules>
  readonly #log: Log
  readonly #slots: Slots = createSlots()
  readonly #file: string
  readonly #socket: string
  readonly #pidFile: string
  #ports: ReadonlyMap<string, number> = new Map()
  /** From when it is spawned: whoever ends this ends it, whether it answers or not. */
  #child: ChildProcess | null = null
  #isAnswering = false
  #wanted: readonly Balanced[] = []
  /** What is being said; one after the other, so that an old list never comes last. */
  #last: Promise<void> = Promise.resolve()
  #timer: Timer | null = null
  #againMs = againMsMin
  #missing: readonly string[] = []
  #isOver = false

  constructor(settings: HaproxySettings) {
    const { directory, rules, log = silentLog } = settings
    this.#settings = settings
    this.#rules = { ...haproxyRulesDefault, ...rules }
    this.#log = log
    this.#file = join(directory, 'haproxy.cfg')
    this.#socket = join(directory, 'admin.sock')
    this.#pidFile = join(directory, 'haproxy.pid')
  }

  get addresses(): Readonly<Record<string, string>> {
    const places: Record<string, string> = {}
    for (const [service, port] of this.#ports) places[service] = `http://127.0.0.1:${port}`
    return places
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  async open(): Promise<void> {
    const { directory, services, checkPath = checkPathDefault } = this.#settings
    if (Buffer.byteLength(this.#socket) > socketBytesMax) throw tooDeep(directory)
    await mkdir(directory, { recursive: true, mode: 0o700 })
    await endOrphan(this.#pidFile, this.#file)
    this.#ports = await freePorts(services)
    const parts = { ports: this.#ports, rules: this.#rules, checkPath, socket: this.#socket }
    await writeFile(this.#file, toConfiguration(parts), { mode: 0o600 })
    await this.#start()
  }

  async tell(instances: readonly Balanced[]): Promise<void> {
    this.#wanted = instances.filter((each) => this.#isSpeakable(each))
    const refused = instances.filter((each) => !this.#wanted.includes(each))
    await this.#tellWanted()
    if (refused.length === 0) return
    const fault = instanceRefused(refused)
    this.#log.warn({ error: fault }, 'instances are left out')
    throw fault
  }

  #tellWanted(): Promise<void> {
    const next = this.#last.then(() => this.#say())
    this.#last = next.catch((thrown: unknown) => {
      if (this.#isOver || !this.#isAnswering) return
      const isRefused = Fault.from(thrown).code === refusedCode
      const what = isRefused ? 'refused something' : 'was not told; it begins again'
      this.#log.warn({ error: thrown }, `the balancer ${what}`)
      // It would refuse it again.
      if (isRefused) return
      // What it knows is not known any more. Started again it is told everything.
      this.#child?.kill('SIGKILL')
    })
    return next
  }

  #isSpeakable({ service, host, port, checkPort }: Balanced): boolean {
    return this.#ports.has(service) && isIP(host) !== 0 && isPort(port) && isPort(checkPort)
  }

  kill(): void {
    this.#isOver = true
    this.#timer?.cancel()
    this.#child?.kill('SIGKILL')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.#timer?.cancel()
    const child = this.#child
    // SIGUSR1 lets it finish what it carries. Source: HAProxy management guide, section 4
    if (child !== null) await endChild(child, 'SIGUSR1', this.#settings.clock)
    await rm(this.#settings.directory, { recursive: true, force: true })
  }

  async #say(): Promise<void> {
    if (this.#isOver) return
    if (!this.#isAnswering) throw down()
    const now = this.#settings.clock.monotonic()
    const commands = [
      ...this.#slots.release(now, this.#rules.drainMs),
      ...this.#slots.want(this.#wanted, now),
    ]
    // One line may hold 16 KB; an instance takes some 200 bytes.
    let said = ''
    for (let at = 0; at < commands.length; at += commandsMax)
      said += await tellHaproxy(this.#socket, commands.slice(at, at + commandsMax))
    this.#tellOfMissing()
    this.#againMs = againMsMin
    if (this.#slots.isDraining && this.#timer === null) this.#releaseLater()
    const refusal = refusalIn(said)
    if (refusal !== null) throw refusedBy(refusal)
  }

  #tellOfMissing(): void {
    const instances = this.#slots.missing(this.#wanted)
    if (instances.join() !== this.#missing.join() && instances.length > 0)
      this.#log.warn({ instances }, 'the balancer has no place for them')
    this.#missing = instances
  }

  #releaseLater(): void {
    this.#timer = this.#settings.clock.timer(releaseMs, () => {
      this.#timer = null
      this.#tellWanted().catch(() => {})
    })
  }

  async #start(): Promise<void> {
    // It was ended before it began.
    if (this.#isOver) throw failed('')
    const { clock } = this.#settings
    const child = spawn(findProgram(this.#settings.program), ['-db', '-f', this.#file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#child = child
    // At once: an owner that is killed now leaves word of it.
    if (child.pid !== undefined) writeFileSync(this.#pidFile, String(child.pid))
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-wordsMax)
    })
    let problem: Error | null = null
    child.once('error', (error) => {
      problem = error
    })
    child.once('exit', () => {
      if (this.#isAnswering) this.#fell(said)
    })
    const isGone = () => problem !== null || child.exitCode !== null || child.signalCode !== null
    const untilMs = clock.monotonic() + startMsMax
    while (!isGone() && !(await isAnswering(this.#socket))) {
      if (clock.monotonic() > untilMs) child.kill('SIGKILL')
      await clock.sleep(lookMs)
    }
    if (problem !== null) throw missing(problem)
    if (isGone()) throw failed(said)
    this.#slots.clear()
    this.#isAnswering = true
  }

  #fell(said: string): void {
    this.#child = null
    this.#isAnswering = false
    if (this.#isOver) return
    this.#log.error({ said, againMs: this.#againMs }, 'HAProxy fell; it is started again')
    const again = async () => {
      if (this.#isOver) return
      try {
        await this.#start()
      } catch (thrown) {
        return this.#fell(Fault.from(thrown).message)
      }
      // What fails there is logged there, and begins again.
      await this.#tellWanted().catch(() => {})
    }
    this.#settings.clock.timer(this.#againMs, () => void again())
    this.#againMs = Math.min(againMsMax, this.#againMs * 2)
  }
}

/** Commands that are said at once. */
const commandsMax = 40
/** What is kept of HAProxy's own words. Units: characters. */
const wordsMax = 2_000

async function isAnswering(socket: string): Promise<boolean> {
  if (!existsSync(socket)) return false
  return tellHaproxy(socket, ['show info']).then(
    () => true,
    () => false,
  )
}

/** Debian's folder for it is on the path of root only. */
function findProgram(program = 'haproxy'): string {
  const debian = '/usr/sbin/haproxy'
  return program === 'haproxy' && existsSync(debian) ? debian : program
}

/** All at once, so that none is given twice. They are free for a moment, until HAProxy takes them. */
async function freePorts(services: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const servers = services.map(() => createServer())
  const taken = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject)
          server.listen(0, '127.0.0.1', () => {
            const address = server.address()
            resolve(typeof address === 'object' && address !== null ? address.port : 0)
          })
        }),
    ),
  )
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return new Map(services.map((service, index) => [service, taken[index] ?? 0]))
}

/** One whose supervisor was killed still holds the folder's socket; it is recognised by its own command line. */
async function endOrphan(pidFile: string, file: string): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 1) return
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  if (words.split('\0').includes(file)) process.kill(pid, 'SIGTERM')
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals, clock: Clock): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(signal)
  const timer = clock.timer(stopMsMax, () => child.kill('SIGKILL'))
  await ended
  timer.cancel()
}

function missing(cause: Error): Fault {
  const message =
    'HAProxy cannot be started: install it (Debian and Ubuntu: the package `haproxy`), or decide another answer to `discovery`.'
  return new Fault({ kind: 'precondition', code: 'haproxy_missing', message, cause })
}

function failed(said: string): Fault {
  const message = `HAProxy did not start. It said: ${said.trim() || 'nothing'}`
  return new Fault({ kind: 'unavailable', code: 'haproxy_failed', message, executed: 'no' })
}

function down(): Fault {
  const message = 'HAProxy is down; once it is back it is told.'
  return new Fault({ kind: 'unavailable', code: 'balancer_unreachable', message })
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536
}

const refusedCode = 'instance_refused'

function refusedBy(said: string): Fault {
  const message = `HAProxy refuses an instance: ${said}`
  return new Fault({ kind: 'invalid', code: refusedCode, message, executed: 'no' })
}

function instanceRefused(refused: readonly Balanced[]): Fault {
  const all = refused.map((each) => `${each.service}/${each.instance} at ${each.host}:${each.port}`)
  const message = `HAProxy takes addresses, ports and the services that it was opened with, not ${all.join(', ')}.`
  return new Fault({ kind: 'invalid', code: refusedCode, message, executed: 'no' })
}

function tooDeep(directory: string): Fault {
  const message = `${directory} is too deep for the socket of HAProxy: start in a folder with a shorter path.`
  return new Fault({ kind: 'invalid', code: 'directory_too_deep', message })
}
