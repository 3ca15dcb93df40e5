/**
 * Which patterns there are, group by group: the list that all ids are typed by. Facts and texts stand in a file for each
 * group; a pattern that is missing there, or is not here, does not compile.
 */

/** Pattern ids by group. Those that begin with `x-` are ours: they close holes of the published language. */
export const patternIds = {
  architecture: [
    'monolithic-architecture',
    'microservice-architecture',
    'modular-monolith',
    'domain-module-api',
    'domain-api-build-module',
  ],
  refactoring: ['strangler-fig', 'anti-corruption-layer'],
  boundaries: [
    'decompose-by-business-capability',
    'decompose-by-subdomain',
    'self-contained-service',
    'service-per-team',
    'x-colocate-subdomains',
  ],
  data: [
    'database-per-service',
    'shared-database',
    'saga',
    'saga-orchestration',
    'saga-choreography',
    'saga-countermeasures',
    'api-composition',
    'cqrs',
    'command-side-replica',
    'domain-event',
    'event-sourcing',
    'x-async-outcome',
    'x-view-lifecycle',
  ],
  logic: ['transaction-script', 'domain-model', 'aggregate'],
  messaging: [
    'transactional-outbox',
    'polling-publisher',
    'transaction-log-tailing',
    'idempotent-consumer',
    'x-ordering-dead-letter',
  ],
  communication: [
    'remote-procedure-invocation',
    'messaging',
    'domain-specific-protocol',
    'x-contract-versioning',
  ],
  discovery: [
    'client-side-discovery',
    'server-side-discovery',
    'service-registry',
    'self-registration',
    'third-party-registration',
  ],
  reliability: ['circuit-breaker', 'x-timeout-retry-bulkhead', 'x-rate-limiting'],
  edge: ['api-gateway', 'backend-for-frontend'],
  security: [
    'access-token',
    'x-authorization-server',
    'x-policy-authorization',
    'x-workload-identity',
  ],
  'cross-cutting': [
    'microservice-chassis',
    'service-template',
    'externalized-configuration',
    'x-config-and-secrets',
  ],
  testing: [
    'service-component-test',
    'consumer-driven-contract-test',
    'consumer-side-contract-test',
    'x-contract-broker',
  ],
  observability: [
    'log-aggregation',
    'application-metrics',
    'audit-logging',
    'distributed-tracing',
    'exception-tracking',
    'health-check-api',
    'log-deployments-and-changes',
    'x-telemetry-sampling',
  ],
  ui: ['server-side-page-fragment-composition', 'client-side-ui-composition', 'x-ui-contract'],
  deployment: [
    'multiple-service-instances-per-host',
    'service-instance-per-host',
    'service-instance-per-vm',
    'service-instance-per-container',
    'serverless-deployment',
    'service-deployment-platform',
    'sidecar',
    'service-mesh',
    'x-progressive-delivery',
  ],
} as const

/** A group of patterns that answer questions of one kind. */
export type Group = keyof typeof patternIds
/** A pattern of one group. */
export type PatternIdOf<G extends Group> = (typeof patternIds)[G][number]
/** Any pattern. */
export type PatternId = PatternIdOf<Group>
