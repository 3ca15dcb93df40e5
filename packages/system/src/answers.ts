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
