/**
 * Puts an existing HTTP service into a Eureka registry: known while its server listens, and able to call others by
 * name. Called by services that know nothing else of Atoll; it never touches their requests.
 */
import { hostname, networkInterfaces } from 'node:os'
import type { Server } from 'node:net'
import { createPicker, type Instance } from '@atoll/discovery'
import {
  beforeEnd,
  createContext,
  createIds,
  systemClock,
  type Timer,
  warningLog,
} from '@atoll/pipeline'
import { type EurekaSettings, openEureka } from './eureka.ts'
import { type EurekaRegistration, refuseUnspeakable } from './lease.ts'

/** What a service joins with. */
export interface JoinSettings extends EurekaSettings {
  /** By which others find it, such as the `name` of a Feign client. */
  readonly service: string
  /** The HTTP server of this service: it is known from when it listens until it does so no more. */
  readonly server: Server
  /** By which others reach this machine, if not by the address that it listens on. */
  readonly host?: string
  readonly version?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** A service in its registry. Disposing takes it out. */
export interface EurekaMember extends AsyncDisposable {
  /**
   * Where an instance of another service is. While none is known, also because no registry answers, it waits for the
   * first one, 10 s unless `timeoutMs` says otherwise.
   * Shape: `http://10.0.0.7:8080`. Units: milliseconds. Faults: `unavailable` (`no_instance`).
   */
  addressOf(service: string, options?: { readonly timeoutMs?: number }): Promise<string>
}

/** How long a registration that failed is left alone before the next try. Units: milliseconds. */
const againMs = 5_000
/** Between two looks whether the server still listens: it tells that it closed only after its last request. Units: milliseconds. */
const lookMs = 500

/**
 * Registers once the server listens, renews, and withdraws when it listens no more or the process is told to end. A
 * registry that is away or refuses holds nothing up: each reason is told as a warning, and it is tried again. What no
 * registry can take is told as an error. Faults: a TypeError for an address that is none.
 */
export function joinEureka(settings: JoinSettings): EurekaMember {
  const { server, clock = systemClock, log = warningLog } = settings
  const eureka = openEureka({ ...settings, clock, log })
  const picker = createPicker(eureka, { clock })
  const ids = createIds(clock)
  const leaving = new AbortController()
  let registration: EurekaRegistration | null = null
  let timer: Timer | null = null
  const look = () => {
    timer = clock.timer(lookMs, () => (server.listening ? look() : void leave()))
  }
  const join = async () => {
    if (leaving.signal.aborted) return
    look()
    const instance = instanceOf(settings)
    refuseUnspeakable(instance)
    for (let told = ''; !leaving.signal.aborted; ) {
      try {
        registration = await eureka.register(instance)
        return
      } catch (error) {
        const reason = String(error)
        if (reason !== told) log.warn({ error }, 'not registered yet; trying on')
        told = reason
        await clock.sleep(againMs, leaving.signal)
      }
    }
  }
  const withdraw = async () => {
    leaving.abort()
    timer?.cancel()
    await joined
    await registration?.withdraw()
  }
  const stopHearing = beforeEnd(withdraw, clock)
  const leave = async () => {
    stopHearing()
    await withdraw()
    await eureka[Symbol.asyncDispose]()
  }
  const listening = server.listening
    ? Promise.resolve()
    : new Promise<void>((resolve) => {
        server.once('listening', () => resolve())
        leaving.signal.addEventListener('abort', () => resolve())
      })
  const joined = listening.then(join).catch((error: unknown) => {
    log.error({ error }, 'it cannot be registered')
  })
  server.once('close', () => void leave())
  return {
    async addressOf(service, { timeoutMs } = {}) {
      const within = timeoutMs === undefined ? {} : { deadlineAt: clock.monotonic() + timeoutMs }
      const context = createContext(ids, { caller: settings.service, ...within })
      return (await picker.pick(service, context)).address
    },
    [Symbol.asyncDispose]: leave,
  }
}

/** Faults: a TypeError for a server that listens on no port. */
function instanceOf({
  service,
  server,
  host,
  version = '0',
  metadata = {},
}: JoinSettings): Instance {
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new TypeError('a registry needs a server that listens on a port')
  const reached = host ?? reachedBy(address.address)
  const at = reached.includes(':') ? `[${reached}]` : reached
  return {
    service,
    // As Spring's own services call themselves, so that one that comes back takes its old place.
    instance: `${hostname()}:${service}:${address.port}`,
    address: `http://${at}:${address.port}`,
    version,
    metadata,
  }
}

/** Who listens everywhere is reached by the machine's first address that others can use. */
function reachedBy(address: string): string {
  if (address !== '::' && address !== '0.0.0.0') return address
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const first = all.find(({ internal, family }) => !internal && family === 'IPv4')
  return first?.address ?? '127.0.0.1'
}
