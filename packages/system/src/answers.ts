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

/** Where a registry is, and how often it is asked. Units: milliseconds; Eureka's own figures if left out. */
export interface EurekaPlaces {
  /** Shape: `http://127.0.0.1:8761/eureka`, the first one preferred. */
  readonly servers: readonly string[]
  readonly renewMs?: number
  readonly leaseMs?: number
  readonly fetchMs?: number
}

/** See `supervised`. */
export interface SupervisedAnswer extends Answer<'discovery'> {
  readonly adapter: 'supervisor'
}

/** See `eureka`. */
export interface EurekaAnswer extends Answer<'discovery'> {
  readonly adapter: 'eureka'
  readonly settings: EurekaPlaces
}

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
