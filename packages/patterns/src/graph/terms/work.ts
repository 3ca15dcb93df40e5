import type { Term } from '../term.ts'

/** The words about building, running and watching. */
export const work = {
  'bounded-context': {
    aliases: ['context map', 'ubiquitous language'],
    areas: ['boundaries', 'legacy-model'],
    patterns: ['decompose-by-subdomain', 'anti-corruption-layer'],
  },
  canary: {
    aliases: ['blue green', 'blue-green deployment', 'gradual rollout'],
    areas: ['safe-release'],
    patterns: ['x-progressive-delivery'],
  },
  'config-server': {
    aliases: ['spring cloud config', 'configuration server'],
    areas: ['configuration', 'config-safety'],
    patterns: ['externalized-configuration', 'x-config-and-secrets'],
  },
  'contract-test': {
    aliases: ['service integration contract', 'pact', 'spring cloud contract', 'cdc test'],
    areas: ['provider-compat', 'consumer-compat'],
    patterns: ['consumer-driven-contract-test', 'consumer-side-contract-test'],
  },
  'conways-law': {
    aliases: ['conway', 'team topologies', 'two pizza team'],
    areas: ['ownership', 'boundaries'],
    patterns: ['service-per-team'],
  },
  'correlation-id': {
    aliases: ['trace id', 'request id', 'traceparent'],
    areas: ['trace', 'logs'],
    patterns: ['distributed-tracing', 'log-aggregation'],
  },
  ddd: {
    aliases: ['ddd', 'event storming', 'core domain'],
    areas: ['boundaries', 'business-logic'],
    patterns: ['decompose-by-subdomain', 'domain-model', 'aggregate'],
  },
  'feature-flag': {
    aliases: ['feature toggle', 'switch'],
    areas: ['safe-release'],
    patterns: ['x-progressive-delivery'],
  },
  forces: {
    aliases: ['dark energy', 'dark matter', 'ten forces'],
    areas: ['boundaries', 'architecture'],
    patterns: ['decompose-by-business-capability', 'decompose-by-subdomain'],
  },
  kubernetes: {
    aliases: ['k8s', 'container orchestration'],
    areas: ['deployment-automation', 'infra-availability'],
    patterns: ['service-deployment-platform', 'service-instance-per-container'],
  },
  'micro-frontend': {
    aliases: ['microfrontend', 'micro front end', 'module federation'],
    areas: ['ui', 'ui-consistency'],
    patterns: [
      'client-side-ui-composition',
      'server-side-page-fragment-composition',
      'x-ui-contract',
    ],
  },
  observability: {
    aliases: ['monitoring', 'three pillars'],
    areas: ['logs', 'metrics', 'trace'],
    patterns: ['log-aggregation', 'application-metrics', 'distributed-tracing'],
  },
  opentelemetry: {
    aliases: ['otel', 'otlp', 'open telemetry'],
    areas: ['trace', 'metrics', 'logs'],
    patterns: ['distributed-tracing', 'application-metrics'],
  },
  paas: {
    aliases: ['platform as a service', 'cloud foundry', 'heroku'],
    areas: ['deployment-automation', 'deployment'],
    patterns: ['service-deployment-platform'],
  },
  semver: {
    aliases: ['major version', 'breaking change'],
    areas: ['contract-evolution'],
    patterns: ['x-contract-versioning'],
  },
  slo: {
    aliases: ['service level objective', 'sla', 'error budget'],
    areas: ['metrics'],
    patterns: ['application-metrics'],
  },
  span: { aliases: ['trace tree'], areas: ['trace'], patterns: ['distributed-tracing'] },
  'spring-boot': {
    aliases: ['spring', 'actuator'],
    areas: ['new-service', 'configuration'],
    patterns: ['microservice-chassis', 'externalized-configuration'],
  },
  strangler: {
    aliases: ['strangler application', 'strangler fig application'],
    areas: ['migration'],
    patterns: ['strangler-fig'],
  },
  'test-double': {
    aliases: ['stub', 'mock server', 'stand-in'],
    areas: ['isolated-test', 'consumer-compat'],
    patterns: ['service-component-test', 'consumer-side-contract-test'],
  },
  zipkin: { aliases: ['b3', 'jaeger'], areas: ['trace'], patterns: ['distributed-tracing'] },
} as const satisfies Readonly<Record<string, Term>>
