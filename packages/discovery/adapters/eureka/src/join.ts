/**
 * Puts an existing HTTP service into a Eureka registry: known while its server listens, and able to call others by
 * name. Called by services that know nothing else of Atoll; it never touches their requests.
 */
import { hostname, networkInterfaces } from 'node:os'
import type { Server } from 'node:net'
import { createPicker, type Instance } from '@atoll/discovery'
import { beforeEnd, createContext, createIds, systemClock, warningLog } from '@atoll/pipeline'
import { type EurekaSettings, openEureka } from './eureka.ts'
import type { EurekaRegistration } from './lease.ts'

/** What a service joins with. */
export interface JoinSettings extends EurekaSettings {
  /** By which others find it, such as the `name` of a Feign client. */
  readonly service: string
  /** The HTTP server of this service: it is known from when it listens until it closes. */
  readonly server: Server
  /** By which others reach this machine, if not by the address that it listens on. */
  readonly host?: string
  readonly version?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** A service in its registry. Disposing takes it out. */
export interface EurekaMember extends AsyncDisposable {
  /**
   * Where an instance of another service is; waits up to 10 s for a first one.
   * Shape: `http://10.0.0.7:8080`. Faults: `unavailable` (`no_instance`).
   */
  addressOf(service: string): Promise<string>
}

/** How long a registration that failed is left alone before the next try. Units: milliseconds. */
const againMs = 5_000

/**
 * Registers once the server listens, renews, and withdraws when it closes or the process is told to end. A registry that
 * is away holds nothing up: it is told as a warning, and tried again. Faults: a TypeError for an address that is none.
 */
export function joinEureka(settings: JoinSettings): EurekaMember {
  const { server, clock = systemClock, log = warningLog } = settings
  const eureka = openEureka({ ...settings, clock, log })
  const picker = createPicker(eureka, { clock })
  const ids = createIds(clock)
  const leaving = new AbortController()
  let registration: EurekaRegistration | null = null
  const join = async () => {
    for (let isTold = false; !leaving.signal.aborted; ) {
      try {
        registration = await eureka.register(instanceOf(settings))
        return
      } catch (error) {
        if (!isTold) log.warn({ error }, 'not registered yet; trying on')
        isTold = true
        await clock.sleep(againMs, leaving.signal)
      }
    }
  }
  const withdraw = async () => {
    leaving.abort()
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
  const joined = listening.then(join)
  server.once('close', () => void leave())
  return {
    addressOf: async (service) =>
      (await picker.pick(service, createContext(ids, { caller: settings.service }))).address,
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
