/**
 * Short forms of answers, for whoever writes a system by hand: each makes the value that stands in decisions.ts, without
 * a reason and a day. And the settings of those that have some.
 */
import type { Answer } from './decisions.ts'

/** Is it one deployable? It is: one process, direct calls, one database server. */
export function monolith(): Answer<'monolithic-architecture', 'one-process'> {
  return { pattern: 'monolithic-architecture', adapter: 'one-process' }
}

/** Is it one deployable? It is not: a process for each service and gateway, on one host. */
export function microservices(): Answer<'microservice-architecture', 'processes'> {
  return { pattern: 'microservice-architecture', adapter: 'processes' }
}

/** How do services talk? Over HTTP, each operation at its place among methods and paths. */
export function rest(): Answer<'remote-procedure-invocation', 'http'> {
  return { pattern: 'remote-procedure-invocation', adapter: 'http' }
}

/** How do messages travel? Through a PostgreSQL database of their own, ordered per key. */
export function postgres(): Answer<'messaging', 'postgres'> {
  return { pattern: 'messaging', adapter: 'postgres' }
}

/** Where is an instance? Whoever starts the processes of a host knows, and tells each of them. */
export function supervised(): Answer<'client-side-discovery', 'supervisor'> {
  return { pattern: 'client-side-discovery', adapter: 'supervisor' }
}

/**
 * Where is an instance? In a Eureka registry: each service registers itself there and chooses among those it finds.
 * EUREKA_SERVERS of the environment wins over `servers`, as an address may hold a password.
 */
export function eureka(settings: EurekaPlaces): Answer<'client-side-discovery', 'eureka'> {
  return { pattern: 'client-side-discovery', adapter: 'eureka', settings }
}

/**
 * Where a registry is, and how often it is asked. Units: milliseconds. If left out: Eureka's own figures, and leases of
 * 3 s at a registry of ours.
 */
export interface EurekaPlaces {
  /**
   * Shape: `http://127.0.0.1:8761/eureka`, the first one preferred; or such lists by zone, where those of a process's own
   * zone are preferred (`ATOLL_ZONE` says which that is).
   */
  readonly servers: readonly string[] | Readonly<Record<string, readonly string[]>>
  readonly renewMs?: number
  readonly leaseMs?: number
  readonly fetchMs?: number
}

/**
 * Where is an instance? In DNS: callers ask for SRV records and choose among those they find. Without `servers` the local
 * environment serves the records itself.
 */
export function dns(settings: DnsPlaces = {}): Answer<'client-side-discovery', 'dns'> {
  return { pattern: 'client-side-discovery', adapter: 'dns', settings }
}

/** Where the records are, and how often they are asked for. */
export interface DnsPlaces {
  /** Name servers that somebody else keeps. Shape: `10.0.0.2:53`. */
  readonly servers?: readonly string[]
  /** Shape: `_http._tcp.{service}.shop.svc.cluster.local`, which is needed with `servers`. */
  readonly name?: string
  /** Units: milliseconds; 2,000 if left out. */
  readonly askMs?: number
}

/**
 * Where is an instance? Behind HAProxy: each service has one address, where a balancer chooses among those that are well.
 * It is told of instances by whoever starts them.
 */
export function haproxy(settings: HaproxyRules = {}): Answer<'server-side-discovery', 'haproxy'> {
  return { pattern: 'server-side-discovery', adapter: 'haproxy', settings }
}

/** How the balancer looks after instances. Units: milliseconds and counts, those of an AWS load balancer if left out. */
export interface HaproxyRules {
  /** Between two looks at an instance; 30,000. */
  readonly checkMs?: number
  /** How long a look may take; 5,000. */
  readonly checkTimeoutMs?: number
  /** Good looks in a row until one that failed is called again; 5. */
  readonly healthy?: number
  /** Bad looks in a row until it is called no longer; 2. */
  readonly unhealthy?: number
  /** How long one that comes back takes to get its whole share; 0. */
  readonly slowStartMs?: number
  /** How long one that leaves may finish what it began; 300,000. */
  readonly drainMs?: number
}

/** What is set from outside? The environment of whoever starts the system, and the files that it names. */
export function environment(): Answer<'externalized-configuration', 'environment'> {
  return { pattern: 'externalized-configuration', adapter: 'environment' }
}

/**
 * What is set from outside? Each service asks a config server, Spring's or ours, by its own name, and again while it
 * runs; the environment goes before it. CONFIG_SERVERS of the environment wins over `servers`, as an address may hold
 * a password.
 */
export function springConfig(
  settings: ConfigPlaces,
): Answer<'externalized-configuration', 'spring-config'> {
  return { pattern: 'externalized-configuration', adapter: 'spring-config', settings }
}

/** Where settings are kept, and what holds while their keeper is away. */
export interface ConfigPlaces {
  /** Shape: `http://127.0.0.1:8888`, the first that answers counts. */
  readonly servers: readonly string[]
  /** Of several the last one is strongest; `default` if left out. */
  readonly profiles?: readonly string[]
  /** Branches, tags or folders; the first one that the server has. Its own default if left out. */
  readonly labels?: readonly string[]
  /** How often it is asked. Units: milliseconds; 30,000 if left out. */
  readonly refreshMs?: number
  /** Whether services start without it, on environment and defaults; otherwise their start fails. */
  readonly startsWithout?: boolean
  /** Whether what it last told is kept in the state folder, for a start while it does not answer. */
  readonly keepsLast?: boolean
}
