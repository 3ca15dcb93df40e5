/** Opens one process's view of a Eureka registry: the port of `@atoll/discovery` on the pieces beside this file. */
import type { Discovery, DiscoveryCapabilities, Instance } from '@atoll/discovery'
import { createFollowing } from '@atoll/discovery/following'
import { type HttpPool, openHttpPool } from '@atoll/http/client'
import { type Clock, type Log, silentLog, systemClock } from '@atoll/pipeline'
import { createFetching } from './fetching.ts'
import { type EurekaRegistration, openLease } from './lease.ts'
import { createServers } from './servers.ts'
import { createView } from './view.ts'

/** What a view is opened with. Only `servers` has no default. */
export interface EurekaSettings {
  /** Shape: `http://user:password@127.0.0.1:8761/eureka`, the first one preferred. */
  readonly servers: readonly string[]
  /** How often a lease is renewed. Units: milliseconds, whole seconds. */
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
}

/** One process's view of a Eureka registry. Disposing cancels every lease. */
export interface Eureka extends Discovery {
  register(instance: Instance): Promise<EurekaRegistration>
}

/** As Netflix's and Spring's clients have it, so that a registry's own expectations hold. */
const defaults = { renewMs: 30_000, leaseMs: 90_000, fetchMs: 30_000, timeoutMs: 8_000 } as const
const pathsDefault = { home: '/', status: '/actuator/info', health: '/actuator/health' } as const
/** A registry of thousands of instances is a few megabytes of JSON. Units: bytes. */
const bodyBytesMax = 67_108_864

const capabilities: DiscoveryCapabilities = { registers: true, expires: true, metadata: true }

/**
 * Opens a view; nothing is asked before the first registration or question.
 * Faults: a TypeError for an address that is none.
 */
export function openEureka(settings: EurekaSettings): Eureka {
  const { clock = systemClock, log = silentLog, servers: urls } = settings
  const { renewMs, leaseMs, fetchMs, timeoutMs } = { ...defaults, ...settings }
  const pool = settings.pool ?? openHttpPool({ clock, bodyBytesMax })
  const servers = createServers({ urls, pool, clock, timeoutMs })
  const view = createView()
  const fetching = createFetching({ servers, view, clock, log, fetchMs })
  const following = createFollowing(view)
  const paths = { ...pathsDefault, ...settings.paths }
  const leases = new Set<EurekaRegistration>()
  const opening = new Set<Promise<unknown>>()
  let isOpen = true
  const openKept = async (instance: Instance) => {
    const opened = openLease(instance, { servers, clock, log, renewMs, leaseMs, paths })
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
      if (known.length === 0) queueMicrotask(() => fetching.start())
      return known
    },
    watch(service, listener) {
      const stop = following.watch(service, listener)
      queueMicrotask(() => fetching.start())
      return stop
    },
    async [Symbol.asyncDispose]() {
      if (!isOpen) return
      isOpen = false
      fetching.stop()
      following.stop()
      // What is being registered has to be known to be cancelled.
      await Promise.allSettled(opening)
      await Promise.all([...leases].map((lease) => lease.withdraw()))
      if (settings.pool === undefined) await pool[Symbol.asyncDispose]()
    },
  }
}
