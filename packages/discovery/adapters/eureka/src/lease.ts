/**
 * Keeps one instance registered: registers, renews, registers anew when the registry has forgotten it, and cancels.
 * Failures after the first registration are told and tried again at the next beat; the lease outlasts two of them.
 */
import type { Instance, Registration } from '@atoll/discovery'
import type { HttpReply } from '@atoll/http/client'
import { type Clock, Fault, type Log, type Timer } from '@atoll/pipeline'
import { type EurekaStatus, type Registering, toApp, toRegistration } from './instance-info.ts'
import type { Servers } from './servers.ts'

/** An instance that is registered, and may say how it is. */
export interface EurekaRegistration extends Registration {
  /**
   * Says it to everybody, at once and from now on. Only instances that are UP are called.
   * Faults: `unavailable` when no server answers; it is said again at the next beat.
   */
  report(status: EurekaStatus): Promise<void>
}

/** What keeping is made of. */
export interface LeaseParts extends Pick<Registering, 'paths'> {
  readonly servers: Servers
  readonly clock: Clock
  readonly log: Log
  /** How long the lease is that is asked for; asked at each registration. */
  pace(): Promise<Pace>
}

/** How long a lease is, and how often it is renewed. Units: milliseconds; a registry counts in whole seconds. */
export interface Pace {
  readonly renewMs: number
  readonly leaseMs: number
}

/** How long one server has at least to answer to a renewal. Units: milliseconds. */
const renewalMsMin = 1_000

/**
 * Of an instance that is one of them a registry does not believe a registration that it is the other; it has to be told
 * by an override. After any other status it is believed, and an override would outlive what a person set. Source: Netflix Eureka, LeaseExistsRule.
 */
const overrides: ReadonlySet<EurekaStatus> = new Set<EurekaStatus>(['UP', 'OUT_OF_SERVICE'])

/** The longest sentence of a registry that is passed on. Units: characters. */
const sentenceMax = 200

/**
 * Registers and begins to renew.
 * Faults: `unavailable` when no server answers; `invalid` (`registration_refused`) when one refuses.
 */
export async function openLease(
  instance: Instance,
  parts: LeaseParts,
): Promise<EurekaRegistration> {
  refuseUnspeakable(instance)
  const lease = new Lease(instance, parts)
  await lease.register()
  lease.beat()
  return lease
}

/**
 * Servlet containers refuse these in a path however they are escaped, so such an instance could never be renewed.
 * Faults: `invalid` (`registration_refused`).
 */
export function refuseUnspeakable({ service, instance }: Instance): void {
  if (!/[/\\;%]/.test(service + instance)) return
  const message = `A registry cannot hold ${service}/${instance}: write its names without / \\ ; and %.`
  throw new Fault({ kind: 'invalid', code: 'registration_refused', message })
}

class Lease implements EurekaRegistration {
  readonly #instance: Instance
  readonly #parts: LeaseParts
  readonly #path: string
  #pace: Pace | null = null
  #status: EurekaStatus = 'UP'
  /** What the registry was last told. */
  #told: EurekaStatus = 'UP'
  #dirtyAt: number
  #timer: Timer | null = null
  /** What is under way; one request after the other, so that none overtakes a cancellation. */
  #last: Promise<unknown> = Promise.resolve()
  #withdrawn: Promise<void> | null = null
  /** Whether a status was reported that the registry has not been told. */
  #isUntold = false
  #isWell = true

  constructor(instance: Instance, parts: LeaseParts) {
    this.#instance = instance
    this.#parts = parts
    this.#path = `/apps/${encodeURIComponent(toApp(instance.service))}`
    this.#dirtyAt = parts.clock.now()
  }

  register(): Promise<void> {
    return this.#inTurn(() => this.#register())
  }

  beat(): void {
    if (this.#pace === null) return
    this.#timer = this.#parts.clock.timer(this.#pace.renewMs, () => {
      void this.#inTurn(() => this.#renew()).finally(() => {
        if (this.#withdrawn === null) this.beat()
      })
    })
  }

  async report(status: EurekaStatus): Promise<void> {
    if (this.#withdrawn !== null || status === this.#status) return
    this.#status = status
    this.#isUntold = true
    this.#touch()
    await this.#inTurn(() => this.#tell())
  }

  withdraw(): Promise<void> {
    this.#withdrawn ??= this.#withdraw()
    return this.#withdrawn
  }

  async #withdraw(): Promise<void> {
    this.#timer?.cancel()
    await this.#last
    const { log, servers } = this.#parts
    try {
      // 404 is as good: it is not there.
      await servers.ask({ method: 'DELETE', path: this.#ownPath(), body: null })
    } catch (thrown) {
      log.warn({ error: thrown, ...this.#fields() }, 'not cancelled; the lease will end it')
    }
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const next = this.#last.then(() => (this.#withdrawn === null ? act() : undefined))
    this.#last = next.catch(() => {})
    return next
  }

  async #register(): Promise<void> {
    const { servers, paths } = this.#parts
    this.#pace = await this.#parts.pace()
    const { renewMs, leaseMs } = this.#pace
    const registering = {
      status: this.#status,
      dirtyAt: this.#dirtyAt,
      renewSeconds: Math.max(1, Math.round(renewMs / 1000)),
      leaseSeconds: Math.max(1, Math.round(leaseMs / 1000)),
      paths,
    }
    const body = JSON.stringify(toRegistration(this.#instance, registering))
    const reply = await servers.ask({ method: 'POST', path: this.#path, body })
    if (reply.status >= 300) throw refused(this.#instance, reply)
  }

  async #tell(): Promise<void> {
    const isOverride = overrides.has(this.#status) && overrides.has(this.#told)
    await (isOverride ? this.#override() : this.#register())
    this.#told = this.#status
    this.#isUntold = false
  }

  async #override(): Promise<void> {
    const query = `?value=${this.#status}&lastDirtyTimestamp=${this.#dirtyAt}`
    const path = `${this.#ownPath()}/status${query}`
    const reply = await this.#parts.servers.ask({ method: 'PUT', path, body: null })
    if (reply.status === 404) await this.#register()
    else if (reply.status >= 300) throw refused(this.#instance, reply)
  }

  /** Never fails: what does not succeed is tried at the next beat. */
  async #renew(): Promise<void> {
    const query = `?status=${this.#status}&lastDirtyTimestamp=${this.#dirtyAt}`
    const { servers, log } = this.#parts
    try {
      if (this.#isUntold) await this.#tell()
      const path = `${this.#ownPath()}${query}`
      // Another server has to be asked before a lease that is short is over.
      const timeoutMs = Math.max(renewalMsMin, this.#pace?.renewMs ?? 0)
      const reply = await servers.ask({ method: 'PUT', path, body: null }, { timeoutMs })
      if (reply.status === 404) {
        log.info(this.#fields(), 'the registry does not know this instance: it is registered anew')
        this.#touch()
        await this.#register()
      } else if (reply.status >= 300) throw refused(this.#instance, reply)
      if (!this.#isWell) log.info(this.#fields(), 'the registry is told again of this instance')
      this.#isWell = true
    } catch (thrown) {
      // Once for a whole outage.
      if (this.#isWell)
        log.warn({ error: thrown, ...this.#fields() }, 'the registry could not be told; trying on')
      this.#isWell = false
    }
  }

  /** A registry keeps what changed last, so a change is never older than what it knows. */
  #touch(): void {
    this.#dirtyAt = Math.max(this.#parts.clock.now(), this.#dirtyAt + 1)
  }

  #ownPath(): string {
    return `${this.#path}/${encodeURIComponent(this.#instance.instance)}`
  }

  #fields() {
    const { service, instance } = this.#instance
    return { service, instance }
  }
}

function refused({ service, instance }: Instance, { status, body }: HttpReply): Fault {
  const said = body.toString('utf8', 0, sentenceMax).trim()
  const why = said === '' ? `${status}` : `${status}: ${said}`
  return new Fault({
    kind: 'invalid',
    code: 'registration_refused',
    message: `The registry does not take ${service}/${instance}, it answers ${why}.${adviceOf(status)}`,
    executed: 'no',
  })
}

function adviceOf(status: number): string {
  if (status === 401 || status === 403) return ' Are user and password in its address?'
  return status === 404 ? ' Its address lacks the path: /eureka, mostly.' : ''
}
