/**
 * A real PostgreSQL with nothing installed: the launcher. The embedded environment and the tests open it; it keeps
 * one server running on one directory, below this process alone, and stops it with the process that opened it.
 */
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { type Clock, createIds, type Ids, systemClock } from '@atoll/pipeline'
import { findBinaries } from './binaries.ts'
import { ensureDatabase } from './database.ts'
import {
  ensureData,
  type Home,
  makeDirectory,
  makeSocketFolder,
  readText,
  settle,
  socketFolder,
} from './directory.ts'
import { takeLock } from './lock.ts'
import { openPool, type Pool } from './pool.ts'
import {
  type Listening,
  type Postmaster,
  startPostmaster,
  stopOrphan,
  stopPostmaster,
} from './postmaster.ts'
import { codeOf } from './process-life.ts'
import { diskFull, isDiskFull, portTaken, toDirectoryFault } from './refusals.ts'
import { chooseRunner, type Identity, type Runner } from './runner.ts'

/** How an embedded server is opened. */
export interface ServerSettings {
  /** Holds everything of this server; made where missing, deleted to start afresh. */
  readonly directory: string
  /** Listen on 127.0.0.1 at this port (0: a free one) instead of a Unix socket; default: a socket, on Windows 0. */
  readonly port?: number | undefined
  /** Sessions at most; default 100. */
  readonly connectionsMax?: number | undefined
  /** False for tests: faster, and lost with the machine's power. Default true. */
  readonly durable?: boolean | undefined
  /** Where programs are copied that cannot be used in place; default the user's or the system's cache. */
  readonly cacheDirectory?: string | undefined
  /** Forces a way to run as root instead of finding one. */
  readonly identity?: Identity['name'] | undefined
  readonly clock?: Clock | undefined
}

/** A running server. */
export interface Server extends AsyncDisposable {
  /** The superuser's, for the database `postgres`. Secret. */
  readonly url: string
  /** 18.4 */
  readonly version: string
  readonly pid: number
  /** Resolves to the URL of a service's own database, made with its own role where missing. Secret. */
  createDatabase(name: string): Promise<string>
  /** Ends all sessions, writes everything, stops. */
  stop(): Promise<void>
  /** Ends at once; what was committed is recovered at the next start. */
  kill(): void
}

/** Limits that hold where the settings say nothing. Units: connections. */
export const serverLimits = { connectionsMax: 100 } as const

const superuser = 'postgres'
const socketPort = 5432
const passwordBytes = 24
const restartsMax = 5
const restartPauseMs = 200

/**
 * Starts a server on a directory, after stopping one that a killed process left there.
 *  Faults   conflict postgres.in_use, postgres.port_taken; precondition postgres.directory_unwritable,
 *           postgres.directory_damaged, postgres.version_differs; unavailable postgres.disk_full, postgres.cannot_run,
 *           postgres.not_started; unimplemented postgres.unsupported_platform
 */
export async function openServer(settings: ServerSettings): Promise<Server> {
  const clock = settings.clock ?? systemClock
  const ids = createIds(clock)
  const directory = await makeDirectory(resolve(settings.directory))
  try {
    const unlock = await takeLock(directory, ids.hex(6))
    try {
      return await openLocked(directory, { settings, clock, ids, unlock })
    } catch (error) {
      await unlock()
      throw error
    }
  } catch (error) {
    const fault = toDirectoryFault(directory, error)
    if (fault === error && (await isDiskFull(directory))) throw diskFull(directory, error)
    throw fault
  }
}

/** Stops a server that a killed process left on this directory, and deletes everything there. */
export async function removeServer(directory: string, clock: Clock = systemClock): Promise<void> {
  const path = await makeDirectory(resolve(directory))
  await takeLock(path, createIds(clock).hex(6))
  const elsewhere = await readText(join(path, 'location'))
  for (const base of elsewhere === undefined ? [path] : [elsewhere, path]) {
    await stopOrphan(join(base, 'data'), clock)
    await rm(socketFolder(base), { recursive: true, force: true })
    await rm(base, { recursive: true, force: true })
  }
}

interface Ground {
  readonly settings: ServerSettings
  readonly clock: Clock
  readonly ids: Ids
  readonly unlock: () => Promise<void>
}

async function openLocked(directory: string, ground: Ground): Promise<Server> {
  const { settings, clock, ids } = ground
  const runner = await chooseRunner(await findBinaries(), ids.hex(6), settings)
  const home = await settle(directory, runner)
  await stopOrphan(home.data, clock)
  const fresh = { unique: ids.hex(6), password: ids.hex(passwordBytes) }
  const state = await ensureData(home, runner, fresh)
  const listening = await chooseListening(home, settings.port)
  const start = async (): Promise<Postmaster> => {
    if (listening.socket !== undefined) await makeSocketFolder(home, runner)
    return startPostmaster({
      runner,
      data: home.data,
      log: home.log,
      listening,
      connectionsMax: settings.connectionsMax ?? serverLimits.connectionsMax,
      durable: settings.durable ?? true,
      clock,
    })
  }
  const password = (await readText(home.password)) ?? ''
  const first = await start()
  const server = new RunningServer({ ...ground, home, runner, listening, password, start, first })
  if (state === 'made') await server.closeToPublic()
  return server
}

interface Running extends Ground {
  readonly home: Home
  readonly runner: Runner
  readonly listening: Listening
  readonly password: string
  readonly start: () => Promise<Postmaster>
  readonly first: Postmaster
}

class RunningServer implements Server {
  readonly url: string
  readonly version: string
  readonly #running: Running
  #postmaster: Postmaster
  #admin: Promise<Pool> | undefined
  /** Databases are made one after the other. */
  #making: Promise<unknown> = Promise.resolve()
  #stopped: Promise<void> | undefined
  #watching: Promise<void> = Promise.resolve()
  #isRestarting = false
  /** Whoever kills it does not want it back. */
  #isKilled = false

  constructor(running: Running) {
    this.#running = running
    this.version = running.runner.version
    this.url = toUrl(running.listening, {
      user: superuser,
      password: running.password,
      database: superuser,
    })
    this.#postmaster = running.first
    this.#watch(running.first)
  }

  get pid(): number {
    return this.#postmaster.pid
  }

  createDatabase(name: string): Promise<string> {
    const made = this.#making.then(() => this.#createDatabase(name))
    this.#making = made.catch(() => {})
    return made
  }

  /** A role may connect to its own database only, so not to the superuser's either. */
  async closeToPublic(): Promise<void> {
    const admin = await this.#openAdmin()
    await admin.query({ text: 'revoke all on database postgres from public' })
    await admin.query({ text: 'revoke all on database template1 from public' })
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  kill(): void {
    this.#isKilled = true
    try {
      process.kill(this.#postmaster.pid, 'SIGQUIT')
    } catch {
      // It has ended already.
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #createDatabase(name: string): Promise<string> {
    const { home, ids, listening } = this.#running
    const secrets = { folder: join(home.directory, 'databases'), ids, isShared: false }
    const password = await ensureDatabase(await this.#openAdmin(), name, secrets)
    return toUrl(listening, { user: name, password, database: name })
  }

  async #stop(): Promise<void> {
    await this.#making
    const admin = await this.#admin?.catch(() => undefined)
    await admin?.[Symbol.asyncDispose]()
    if (this.#isRestarting) await this.#watching
    await stopPostmaster(this.#postmaster.pid, this.#running.clock)
    await rm(this.#running.home.socket, { recursive: true, force: true })
    await this.#running.unlock()
  }

  #openAdmin(): Promise<Pool> {
    this.#admin ??= openPool({
      url: this.url,
      connectionsMax: 1,
      idleTimeoutMs: 1_000,
      application: 'atoll-launcher',
    }).catch((error: unknown) => {
      this.#admin = undefined
      throw error
    })
    return this.#admin
  }

  /** A server that was killed comes back on the same URL; one that keeps dying stays down, and its clients say so. */
  #watch(postmaster: Postmaster): void {
    this.#watching = postmaster.ended.then(() => this.#restart())
  }

  async #restart(): Promise<void> {
    if (this.#stopped !== undefined || this.#isKilled) return
    this.#isRestarting = true
    const started = await this.#startAgain()
    this.#isRestarting = false
    if (started === undefined) return
    this.#postmaster = started
    this.#watch(started)
  }

  async #startAgain(): Promise<Postmaster | undefined> {
    const { clock, home } = this.#running
    for (let attempt = 1; attempt <= restartsMax; attempt += 1) {
      await clock.sleep(restartPauseMs * attempt)
      if (this.#stopped !== undefined || this.#isKilled) return undefined
      await stopOrphan(home.data, clock)
      const started = await this.#running.start().catch(() => undefined)
      if (started !== undefined) return started
    }
    return undefined
  }
}

async function chooseListening(home: Home, port: number | undefined): Promise<Listening> {
  if (port === undefined && process.platform !== 'win32') {
    return { socket: home.socket, port: socketPort }
  }
  return { socket: undefined, port: await reserve(port ?? 0) }
}

/** Finds out whether a port is free by taking it for a moment; 0 finds a free one. */
function reserve(port: number): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', (error) => fail(codeOf(error) === 'EADDRINUSE' ? portTaken(port) : error))
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
}

function toUrl(
  listening: Listening,
  who: { readonly user: string; readonly password: string; readonly database: string },
): string {
  const base = `postgresql://${who.user}:${who.password}@localhost:${listening.port}/${who.database}`
  const host = listening.socket ?? '127.0.0.1'
  return `${base}?host=${encodeURIComponent(host)}`
}
