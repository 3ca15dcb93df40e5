/**
 * Third-party registration: looks after processes that cannot register themselves, makes each known while it is well, and
 * withdraws it at once when it is not. The sidecar has one such process, the registrar of a host several.
 * Source: C. Richardson, Microservices Patterns, 3rd party registration.
 */
import type { Discovery, Instance, Registration } from '@atoll/discovery'
import { openHttpPool } from '@atoll/http/client'
import { type Clock, Fault, type Log } from '@atoll/pipeline'
import { type HealthRules, type HealthTarget, look, type LookParts } from './health.ts'

/** One process that is looked after. */
export interface WatchedService {
  readonly instance: Instance
  readonly target: HealthTarget
  readonly rules: HealthRules
}

/** What a registrar is made of. */
export interface RegistrarParts {
  readonly services: readonly WatchedService[]
  readonly discovery: Pick<Discovery, 'register'>
  readonly clock: Clock
  readonly log: Log
  /** Hears, for people, what others see of a process: each change once. */
  readonly onChange?: (change: SeenChange) => void
}

/** What others see of a process from now on. */
export interface SeenChange {
  readonly service: string
  readonly instance: string
  readonly address: string
  /** `missing` is one that could not be registered. */
  readonly now: 'registered' | 'withdrawn' | 'missing'
  /** Why; null where it is registered. */
  readonly reason: string | null
}

/** How one process is at the moment. */
export interface ServiceState {
  readonly service: string
  readonly instance: string
  readonly address: string
  readonly isWell: boolean
  readonly isRegistered: boolean
  /** What was last wrong; null while it is well. */
  readonly problem: string | null
}

/** A registrar at work. Disposing withdraws everything. */
export interface Registrar extends AsyncDisposable {
  states(): readonly ServiceState[]
}

/** Health answers are looked at by their status only. Units: bytes. */
const bodyBytesMax = 65_536

/** Starts looking. */
export function startRegistrar(parts: RegistrarParts): Registrar {
  const { services, clock } = parts
  const pool = openHttpPool({ clock, connectionsMax: 1, originsMax: 1_000, bodyBytesMax })
  const ending = new AbortController()
  const watches = services.map(
    (service) => new Watch(service, { ...parts, pool, signal: ending.signal }),
  )
  const running = watches.map((watch) => watch.run())
  return {
    states: () => watches.map((watch) => watch.state()),
    async [Symbol.asyncDispose]() {
      ending.abort()
      await Promise.all(running)
      await pool[Symbol.asyncDispose]()
    },
  }
}

interface WatchParts extends Omit<RegistrarParts, 'services'> {
  readonly pool: LookParts['pool']
  readonly signal: AbortSignal
}

class Watch {
  readonly #watched: WatchedService
  readonly #parts: WatchParts
  #isWell = false
  /** Looks in a row that say the opposite of what is believed. */
  #against = 0
  #problem: string | null = null
  #registration: Registration | null = null
  /** A failure to register is recorded once. */
  #isTold = false
  /** What others were last said to see of it. */
  #seen: SeenChange['now'] | null = null

  constructor(watched: WatchedService, parts: WatchParts) {
    this.#watched = watched
    this.#parts = parts
  }

  state(): ServiceState {
    const { service, instance, address } = this.#watched.instance
    const isRegistered = this.#registration !== null
    const [isWell, problem] = [this.#isWell, this.#problem]
    return { service, instance, address, isWell, isRegistered, problem }
  }

  /** Looks and follows what it sees, one after the other, until the end; then withdraws. */
  async run(): Promise<void> {
    const { clock, signal } = this.#parts
    const { intervalMs } = this.#watched.rules
    while (!signal.aborted) {
      const startedAt = clock.monotonic()
      await this.#look()
      if (signal.aborted) break
      await this.#follow()
      // A look that took long is no reason to look less often.
      const waitMs = Math.max(0, intervalMs - (clock.monotonic() - startedAt))
      await clock.sleep(waitMs, signal)
    }
    await this.#withdraw()
  }

  async #look(): Promise<void> {
    const { target, rules } = this.#watched
    const { pool, clock } = this.#parts
    const problem = await look(target, { pool, clock, timeoutMs: rules.timeoutMs }).then(
      () => null,
      (thrown: unknown) => Fault.from(thrown).message,
    )
    const isGood = problem === null
    this.#problem = problem
    this.#against = isGood === this.#isWell ? 0 : this.#against + 1
    if (this.#against < (isGood ? rules.healthy : rules.unhealthy)) return
    this.#against = 0
    this.#isWell = isGood
    this.#parts.log.info({ ...this.#names(), problem }, isGood ? 'it is well' : 'it is not well')
  }

  async #follow(): Promise<void> {
    if (!this.#isWell) {
      await this.#withdraw()
      if (this.#seen === 'registered') this.#tell('withdrawn')
      else if (this.#seen === null && this.#problem !== null) this.#tell('missing')
      return
    }
    if (this.#registration !== null) return
    try {
      this.#registration = await this.#parts.discovery.register(this.#watched.instance)
      this.#isTold = false
      this.#tell('registered')
    } catch (thrown) {
      this.#problem = Fault.from(thrown).message
      if (this.#isTold) return
      this.#parts.log.warn({ error: thrown, ...this.#names() }, 'not registered; trying on')
      this.#isTold = true
      this.#tell('missing')
    }
  }

  async #withdraw(): Promise<void> {
    const registration = this.#registration
    this.#registration = null
    await registration?.withdraw()
  }

  #tell(now: SeenChange['now']): void {
    this.#seen = now
    const reason = now === 'registered' ? null : this.#problem
    const { service, instance, address } = this.#watched.instance
    this.#parts.onChange?.({ service, instance, address, now, reason })
  }

  #names() {
    const { service, instance } = this.#watched.instance
    return { service, instance }
  }
}
