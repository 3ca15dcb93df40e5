/** Opens one process's view of a Eureka registry: the port of `@atoll/discovery` on the pieces beside this file. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Discovery, DiscoveryCapabilities, Instance } from '@atoll/discovery'
import { createFollowing } from '@atoll/discovery/following'
import { type HttpPool, openHttpPool } from '@atoll/http/client'
import {
  type Clock,
  isFault,
  type Log,
  type Random,
  silentLog,
  systemClock,
  systemRandom,
} from '@atoll/pipeline'
import { createFetching } from './fetching.ts'
import { type EurekaRegistration, openLease, type Pace } from './lease.ts'
import { createListening } from './listening.ts'
import { byZone, createServers, type Servers } from './servers.ts'
import { createView } from './view.ts'

/** What a view is opened with. Only `servers` has no default. */
export interface EurekaSettings {
  /**
   * Shape: `http://user:password@127.0.0.1:8761/eureka`, the first one preferred; or such lists by zone, where those of
   * one's own zone are preferred and the others follow in their order.
   */
  readonly servers: readonly string[] | Readonly<Record<string, readonly string[]>>
  /** One's own zone, where servers stand by zone. */
  readonly zone?: string
  /** Whose certificates are trusted at `https`, in place of those that Node trusts. Shape: PEM. */
  readonly ca?: string
  /** How often a lease is renewed; see `paces` for when nobody says. Units: milliseconds, whole seconds. */
  readonly renewMs?: number
  /** How long an instance stays known after its last renewal. Units: milliseconds, whole seconds. */
  readonly leaseMs?: number
  /** How often news is fetched. Units: milliseconds. */
  readonly fetchMs?: number
  /** How long one server has to answer. Units: milliseconds. */
  readonly timeoutMs?: number
  /** Paths of registered instances that others ask or link to. */
  readonly paths?: { readonly home?: string; readonly status?: string; readonly health?: string }
  /** Connections of one's own, with settings of one's own; they stay open. */
  readonly pool?: HttpPool
  readonly clock?: Clock
  readonly log?: Log
  readonly random?: Random
}

/** One process's view of a Eureka registry. Disposing cancels every lease. */
export interface Eureka extends Discovery {
  register(instance: Instance): Promise<EurekaRegistration>
}

/** As Netflix's and Spring's clients have it. */
const defaults = { fetchMs: 30_000, timeoutMs: 8_000 } as const
/**
 * How often a lease is renewed, which lasts three times as long: at a registry of ours often, so that nobody calls the
 * dead for long; at any other as its own clients do, since it counts on that.
 */
const paces = { ours: 1_000, theirs: 30_000 } as const
/** A lease outlasts two renewals that are lost. */
const beatsPerLease = 3
const pathsDefault = { home: '/', status: '/actuator/info', health: '/actuator/health' } as const
/** A registry of thousands of instances is a few megabytes of JSON. Units: bytes. */
const bodyBytesMax = 67_108_864

const capabilities: DiscoveryCapabilities = { registers: true, expires: true, metadata: true }

/**
 * Opens a view; nothing is asked before the first registration or question.
 * Faults: a TypeError for an address that is none.
 */
export function openEureka(settings: EurekaSettings): Eureka {
  const { clock = systemClock, log = silentLog, zone = null, ca } = settings
  const { fetchMs, timeoutMs } = { ...defaults, ...settings }
  const trusted = ca === undefined ? {} : { ca }
  const pool = settings.pool ?? openHttpPool({ clock, bodyBytesMax, ...trusted })
  const urls = byZone(settings.servers, zone)
  const servers = createServers({ urls, pool, clock, timeoutMs })
  const view = createView()
  const fetching = createFetching({ servers, view, clock, log, fetchMs })
  const { random = systemRandom } = settings
  const listening = createListening({ servers, clock, random, onChange: () => fetching.now() })
  const following = createFollowing(view)
  const paths = { ...pathsDefault, ...settings.paths }
  const leases = new Set<EurekaRegistration>()
  const opening = new Set<Promise<unknown>>()
  let isOpen = true
  // Whoever asks first is not who all news is fetched for: neither in his trace nor with his deadline.
  const outside = AsyncLocalStorage.snapshot()
  const begin = () => {
    if (!isOpen) return
    outside(() => {
      fetching.start()
      listening.start()
    })
  }
  const openKept = async (instance: Instance) => {
    const pace = () => paceOf(settings, servers)
    const opened = openLease(instance, { servers, clock, log, pace, paths })
    const kept = opened.then((lease) => leases.add(lease))
    opening.add(kept)
    await kept.finally(() => opening.delete(kept))
    return opened
  }
  return {
    capabilities,
    async register(instance) {
      if (!isOpen) throw new TypeError('this view of the registry is closed')
      const lease = await openKept(instance)
      return {
        report: (status) => lease.report(status),
        async withdraw() {
          await lease.withdraw()
          leases.delete(lease)
        },
      }
    },
    instances(service) {
      const known = following.known(service)
      // Once the view has heard of the wish: a service that is new to it may be wanting.
      if (known.length === 0) queueMicrotask(begin)
      return known
    },
    watch(service, listener) {
      const stop = following.watch(service, listener)
      queueMicrotask(begin)
      return stop
    },
    async [Symbol.asyncDispose]() {
      if (!isOpen) return
      isOpen = false
      listening.stop()
      fetching.stop()
      following.stop()
      // What is being registered has to be known to be cancelled.
      await Promise.allSettled(opening)
      await Promise.all([...leases].map((lease) => lease.withdraw()))
      if (settings.pool === undefined) await pool[Symbol.asyncDispose]()
    },
  }
}

async function paceOf(settings: EurekaSettings, servers: Servers): Promise<Pace> {
  const { leaseMs } = settings
  const known = settings.renewMs ?? (leaseMs === undefined ? undefined : leaseMs / beatsPerLease)
  const renewMs = known ?? ((await isOurs(servers)) ? paces.ours : paces.theirs)
  return { renewMs, leaseMs: leaseMs ?? renewMs * beatsPerLease }
}

/** Only a registry of ours tells its changes. */
async function isOurs(servers: Servers): Promise<boolean> {
  try {
    const changes = await servers.changes(null)
    await changes?.[Symbol.asyncIterator]().return?.()
    return changes !== null
  } catch (thrown) {
    // Whether any server answers is found out by who registers.
    if (isFault(thrown)) return false
    throw thrown
  }
}
