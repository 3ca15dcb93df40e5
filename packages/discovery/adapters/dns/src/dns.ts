/** Opens one process's view of services that stand in DNS: the port of `@atoll/discovery`. */
import { promises } from 'node:dns'
import type { Discovery, DiscoveryCapabilities } from '@atoll/discovery'
import { createFollowing } from '@atoll/discovery/following'
import { type Clock, type Log, silentLog, systemClock } from '@atoll/pipeline'
import { createAsking } from './asking.ts'
import type { DnsRecords, Scheme } from './names.ts'

/** What a view is opened with. Only `records` has no default. */
export interface DnsSettings {
  readonly records: DnsRecords
  readonly scheme?: Scheme
  /** Shape: `127.0.0.1:5353`; the machine's own servers if left out. */
  readonly servers?: readonly string[]
  /** How often a service is asked for. Units: milliseconds. */
  readonly askMs?: number
  /** How long one server has to answer. Units: milliseconds. */
  readonly timeoutMs?: number
  readonly clock?: Clock
  readonly log?: Log
}

const defaults = { scheme: 'http', askMs: 2_000, timeoutMs: 1_000 } as const
/** How often each server is asked before the next one. */
const triesMax = 2

const capabilities: DiscoveryCapabilities = { registers: false, expires: false, metadata: false }

/**
 * Opens a view; nothing is asked before the first question.
 * Faults: a TypeError for a server that is no address.
 */
export function openDns(settings: DnsSettings): Discovery {
  const { records, servers, clock = systemClock, log = silentLog } = settings
  const { scheme, askMs, timeoutMs } = { ...defaults, ...settings }
  const resolver = new promises.Resolver({ timeout: timeoutMs, tries: triesMax })
  if (servers !== undefined) resolver.setServers(servers)
  const asking = createAsking({ resolver, records, scheme, clock, log, askMs })
  const following = createFollowing(asking)
  return {
    capabilities,
    // Whoever writes the zone makes instances known: a cluster, a registrar, a person.
    register: async () => ({ withdraw: async () => {} }),
    instances: (service) => following.known(service),
    watch: (service, listener) => following.watch(service, listener),
    async [Symbol.asyncDispose]() {
      following.stop()
      asking.stop()
      resolver.cancel()
    },
  }
}
