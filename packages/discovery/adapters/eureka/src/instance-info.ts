/**
 * One instance in Eureka's words, and the way between them and ours. Called by the lease, which registers, and by the
 * view, which finds. Source: Netflix Eureka, InstanceInfo and its JSON codecs; Spring Cloud Netflix 4 and 5.
 */
import { isIP } from 'node:net'
import type { Instance } from '@atoll/discovery'

/** What an instance says of itself, or a person of it. Only UP is called. */
export const eurekaStatuses = ['UP', 'DOWN', 'STARTING', 'OUT_OF_SERVICE', 'UNKNOWN'] as const
export type EurekaStatus = (typeof eurekaStatuses)[number]

/** What is known of an instance, as far as callers need it. */
export interface InstanceInfo {
  readonly id: string
  /** Shape: upper case. */
  readonly app: string
  /** The names by which it is looked up. */
  readonly vips: readonly string[]
  readonly host: string
  /** Null where it is not enabled. */
  readonly port: number | null
  readonly securePort: number | null
  readonly status: EurekaStatus
  readonly metadata: Readonly<Record<string, string>>
}

/** Under which names what Eureka has no field for travels in the metadata. Spring's services call a version so too. */
const carried = { version: 'version', address: 'atoll.address' } as const

/** What an instance is registered with beside itself. */
export interface Registering {
  readonly status: EurekaStatus
  /** When the instance last changed: the newer of two registrations wins. Units: milliseconds since 1970. */
  readonly dirtyAt: number
  /** Units: seconds. */
  readonly renewSeconds: number
  readonly leaseSeconds: number
  /** Paths of the instance that a dashboard links to or that others ask. */
  readonly paths: { readonly home: string; readonly status: string; readonly health: string }
}

/** The name of a service as Eureka writes that of an application. */
export function toApp(service: string): string {
  return service.toUpperCase()
}

/**
 * The body that registers. Spring's clients find an instance by its VIP address, so that is the service's name.
 * Faults: a TypeError when the address is no URL.
 */
export function toRegistration(instance: Instance, registering: Registering): unknown {
  const { service, version, address, metadata = {} } = instance
  const { status, dirtyAt, renewSeconds, leaseSeconds, paths } = registering
  const { hostname, port, protocol, origin } = new URL(address)
  const managed = managedAt(address, metadata)
  const isSecure = protocol === 'https:'
  const number = Number(port === '' ? (isSecure ? 443 : 80) : port)
  const isPlain = (isSecure || protocol === 'http:') && [origin, `${origin}/`].includes(address)
  const ownMetadata = {
    ...metadata,
    [carried.version]: version,
    ...(isPlain ? {} : { [carried.address]: address }),
  }
  return {
    instance: {
      instanceId: instance.instance,
      app: toApp(service),
      hostName: hostname,
      // A registry refuses an instance without one; who prefers it to the name builds the same URL from it.
      ipAddr: toIp(hostname),
      status,
      overriddenStatus: 'UNKNOWN',
      port: { $: isSecure ? 80 : number, '@enabled': String(!isSecure) },
      securePort: { $: isSecure ? number : 443, '@enabled': String(isSecure) },
      countryId: 1,
      dataCenterInfo: {
        '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo',
        name: 'MyOwn',
      },
      leaseInfo: { renewalIntervalInSecs: renewSeconds, durationInSecs: leaseSeconds },
      metadata: ownMetadata,
      homePageUrl: `${origin}${paths.home}`,
      statusPageUrl: `${managed}${paths.status}`,
      healthCheckUrl: `${managed}${paths.health}`,
      vipAddress: service,
      secureVipAddress: service,
      lastUpdatedTimestamp: dirtyAt,
      lastDirtyTimestamp: dirtyAt,
    },
  }
}

/** Where an instance says how it is: at a port of its own if it names one, as Spring's do. */
function managedAt(address: string, metadata: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  url.port = metadata['management.port'] ?? url.port
  return url.origin
}

/** An IPv6 address stands in brackets in a URL and without them elsewhere. */
function toIp(hostname: string): string {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(bare) > 0 ? bare : hostname
}

/** An instance as callers of `service` see it; null where no port is enabled. */
export function toInstance(service: string, info: InstanceInfo): Instance | null {
  const address = info.metadata[carried.address] ?? addressOf(info)
  if (address === null) return null
  const { [carried.version]: version = '', [carried.address]: _, ...rest } = info.metadata
  const metadata = Object.keys(rest).length === 0 ? {} : { metadata: rest }
  return { service, instance: info.id, address, version, ...metadata }
}

/** As Spring's clients do: the secure port where it is enabled, otherwise the other. */
function addressOf({ host, port, securePort }: InstanceInfo): string | null {
  const name = isIP(host) === 6 ? `[${host}]` : host
  if (securePort !== null) return `https://${name}:${securePort}`
  return port === null ? null : `http://${name}:${port}`
}
