/**
 * What carries out each pattern here, by name: the answers that exist. A pattern without any is not built; it may be
 * written down as `planned`, and then nothing starts.
 */
import { type PatternId, patterns } from '@atoll/patterns'
import type { ConfigPlaces, DnsPlaces, EurekaPlaces, HaproxyRules } from './answers.ts'

/**
 * By pattern. `people`: a way to work, for which nothing runs. `code`: what a service's own code does. All others are
 * pieces of ours, or technologies behind an adapter.
 */
export const adapters = {
  'monolithic-architecture': ['one-process'],
  'microservice-architecture': ['processes'],
  'modular-monolith': ['chassis'],
  'domain-module-api': ['contract'],
  'domain-api-build-module': ['contract'],
  'strangler-fig': [],
  'anti-corruption-layer': ['code'],
  'decompose-by-business-capability': ['people'],
  'decompose-by-subdomain': ['people'],
  'self-contained-service': ['code'],
  'service-per-team': ['people'],
  'x-colocate-subdomains': ['code'],
  'database-per-service': ['postgres'],
  'shared-database': [],
  saga: ['events'],
  'saga-orchestration': [],
  'saga-choreography': ['events'],
  'saga-countermeasures': ['code'],
  'api-composition': ['gateway'],
  cqrs: [],
  'command-side-replica': ['code'],
  'domain-event': ['outbox'],
  'event-sourcing': [],
  'x-async-outcome': ['contract'],
  'x-view-lifecycle': [],
  'transaction-script': ['code'],
  'domain-model': ['code'],
  aggregate: ['code'],
  'transactional-outbox': ['postgres'],
  'polling-publisher': ['postgres'],
  'transaction-log-tailing': [],
  'idempotent-consumer': ['postgres'],
  'x-ordering-dead-letter': ['postgres'],
  'remote-procedure-invocation': ['http'],
  messaging: ['postgres'],
  'domain-specific-protocol': [],
  'x-contract-versioning': ['contract'],
  'client-side-discovery': ['supervisor', 'eureka', 'dns'],
  'server-side-discovery': ['haproxy'],
  'service-registry': ['supervisor', 'eureka', 'dns', 'haproxy'],
  'self-registration': ['eureka'],
  'third-party-registration': ['supervisor', 'dns', 'haproxy'],
  'circuit-breaker': ['resilience'],
  'x-timeout-retry-bulkhead': ['resilience'],
  'x-rate-limiting': ['resilience'],
  'api-gateway': ['gateway'],
  'backend-for-frontend': ['gateway'],
  'access-token': ['identity'],
  'x-authorization-server': ['issuer'],
  'x-policy-authorization': ['contract'],
  'x-workload-identity': ['identity'],
  'microservice-chassis': ['chassis'],
  'service-template': ['template'],
  'externalized-configuration': ['environment', 'spring-config'],
  'x-config-and-secrets': ['config'],
  'service-component-test': ['testkit'],
  'consumer-driven-contract-test': [],
  'consumer-side-contract-test': [],
  'x-contract-broker': [],
  'log-aggregation': ['files'],
  'application-metrics': ['prometheus'],
  'audit-logging': [],
  'distributed-tracing': ['telemetry'],
  'exception-tracking': [],
  'health-check-api': ['actuator'],
  'log-deployments-and-changes': [],
  'x-telemetry-sampling': ['telemetry'],
  'server-side-page-fragment-composition': ['pages'],
  'client-side-ui-composition': [],
  'x-ui-contract': ['code'],
  'multiple-service-instances-per-host': ['processes'],
  'service-instance-per-host': [],
  'service-instance-per-vm': [],
  'service-instance-per-container': [],
  'serverless-deployment': [],
  'service-deployment-platform': [],
  sidecar: ['sidecar'],
  'service-mesh': [],
  'x-progressive-delivery': [],
} as const satisfies Readonly<Record<PatternId, readonly string[]>>

type Adapters = typeof adapters

/** What may be written as the adapter of a pattern: what is built, or that it is planned. */
export type AdapterOf<P extends PatternId> = Adapters[P] extends readonly []
  ? 'planned'
  : Adapters[P][number]

/** What must be said with some adapters, by their name; all others have no settings. */
export interface AdapterSettings {
  readonly eureka: EurekaPlaces
  readonly dns: DnsPlaces
  readonly haproxy: HaproxyRules
  readonly 'spring-config': ConfigPlaces
}

/** The adapters built for a pattern; none, and it is not built. */
export function adaptersOf(pattern: PatternId): readonly string[] {
  return adapters[pattern]
}

/** Patterns that an adapter of discovery brings, so that nobody says twice what follows from one line. */
export function broughtBy(adapter: string): readonly PatternId[] {
  return brought[adapter] ?? []
}

const brought: Readonly<Record<string, readonly PatternId[]>> = {
  supervisor: ['service-registry', 'third-party-registration'],
  eureka: ['service-registry', 'self-registration'],
  dns: ['service-registry', 'third-party-registration'],
  haproxy: ['service-registry', 'third-party-registration'],
}

/** Whether a text is the id of a pattern. */
export function isPatternId(text: string): text is PatternId {
  return Object.hasOwn(patterns, text)
}
