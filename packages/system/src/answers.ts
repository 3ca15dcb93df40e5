/**
 * The answers that exist to the questions of the language. An answer that is not built cannot be written down, so a
 * decision is never ignored. Each says the question it answers, the pattern, and which adapter carries it out.
 */

/** One answer to one question. */
export interface Answer<Area extends string = string> {
  readonly area: Area
  readonly pattern: string
  readonly adapter: string
}

/** How do services talk? Over HTTP, each operation at its place among methods and paths. */
export function rest(): Answer<'communication'> {
  return { area: 'communication', pattern: 'remote-procedure-invocation', adapter: 'http' }
}

/** How do messages travel? Through a PostgreSQL database of their own, ordered per key. */
export function postgres(): Answer<'messaging'> {
  return { area: 'messaging', pattern: 'messaging', adapter: 'postgres' }
}

/** Where is an instance? Whoever starts the processes of a host knows, and tells each of them. */
export function supervised(): SupervisedAnswer {
  return { area: 'discovery', pattern: 'third-party-registration', adapter: 'supervisor' }
}

/**
 * Where is an instance? In a Eureka registry: each service registers itself there and chooses among those it finds.
 * EUREKA_SERVERS of the environment wins over `servers`, as an address may hold a password.
 */
export function eureka(settings: EurekaPlaces): EurekaAnswer {
  return { area: 'discovery', pattern: 'client-side-discovery', adapter: 'eureka', settings }
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
export function dns(settings: DnsPlaces = {}): DnsAnswer {
  return { area: 'discovery', pattern: 'third-party-registration', adapter: 'dns', settings }
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
export function haproxy(settings: HaproxyRules = {}): HaproxyAnswer {
  return { area: 'discovery', pattern: 'server-side-discovery', adapter: 'haproxy', settings }
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

/** See `dns`. */
export interface DnsAnswer extends Answer<'discovery'> {
  readonly adapter: 'dns'
  readonly settings: DnsPlaces
}

/** See `haproxy`. */
export interface HaproxyAnswer extends Answer<'discovery'> {
  readonly adapter: 'haproxy'
  readonly settings: HaproxyRules
}

/** Every answer to the question where an instance is. */
export type DiscoveryAnswer = SupervisedAnswer | EurekaAnswer | DnsAnswer | HaproxyAnswer

/** See `supervised`. */
export interface SupervisedAnswer extends Answer<'discovery'> {
  readonly adapter: 'supervisor'
}

/** See `eureka`. */
export interface EurekaAnswer extends Answer<'discovery'> {
  readonly adapter: 'eureka'
  readonly settings: EurekaPlaces
}

/** What is set from outside? The environment of whoever starts the system, and the files that it names. */
export function environment(): EnvironmentAnswer {
  return { area: 'configuration', pattern: 'externalized-configuration', adapter: 'environment' }
}

/**
 * What is set from outside? Each service asks a config server, Spring's or ours, by its own name, and again while it
 * runs; the environment goes before it. CONFIG_SERVERS of the environment wins over `servers`, as an address may hold
 * a password.
 */
export function springConfig(settings: ConfigPlaces): SpringConfigAnswer {
  const pattern = 'externalized-configuration'
  return { area: 'configuration', pattern, adapter: 'spring-config', settings }
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

/** See `environment`. */
export interface EnvironmentAnswer extends Answer<'configuration'> {
  readonly adapter: 'environment'
}

/** See `springConfig`. */
export interface SpringConfigAnswer extends Answer<'configuration'> {
  readonly adapter: 'spring-config'
  readonly settings: ConfigPlaces
}

/** Every answer to the question what is set from outside. */
export type ConfigurationAnswer = EnvironmentAnswer | SpringConfigAnswer

/** Where does it run? All services in one process, calling each other without a network. */
export function oneProcess(): Answer<'deployment'> {
  return { area: 'deployment', pattern: 'single-deployable', adapter: 'one-process' }
}

/** Where does it run? A process for each service, on one host. */
export function processPerService(): Answer<'deployment'> {
  return {
    area: 'deployment',
    pattern: 'multiple-service-instances-per-host',
    adapter: 'processes',
  }
}
