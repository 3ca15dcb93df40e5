import type { Term } from '../term.ts'

/** The words about calls and those who make them. */
export const calls = {
  'back-pressure': {
    aliases: ['backpressure'],
    areas: ['overload'],
    patterns: ['x-rate-limiting'],
  },
  bulkhead: {
    aliases: ['bulk head', 'concurrency limit'],
    areas: ['partial-failure'],
    patterns: ['x-timeout-retry-bulkhead'],
  },
  circuit: {
    aliases: ['half open', 'open circuit', 'breaker'],
    areas: ['partial-failure', 'breaker-tuning'],
    patterns: ['circuit-breaker'],
  },
  deadline: {
    aliases: ['timeout', 'time limit'],
    areas: ['partial-failure'],
    patterns: ['x-timeout-retry-bulkhead'],
  },
  dns: {
    aliases: ['srv record', 'headless service'],
    areas: ['discovery'],
    patterns: ['client-side-discovery', 'server-side-discovery'],
  },
  elb: {
    aliases: ['els', 'elastic load balancer', 'aws load balancer', 'alb', 'nlb'],
    areas: ['discovery', 'external-access'],
    patterns: ['server-side-discovery'],
  },
  eureka: {
    aliases: ['netflix eureka', 'eurika', 'spring cloud netflix'],
    areas: ['instance-catalogue', 'discovery', 'registration'],
    patterns: ['service-registry', 'client-side-discovery', 'self-registration'],
  },
  fallback: {
    aliases: ['graceful degradation', 'default answer'],
    areas: ['partial-failure'],
    patterns: ['circuit-breaker', 'server-side-page-fragment-composition'],
  },
  graphql: {
    aliases: ['federation'],
    areas: ['external-access', 'distributed-query'],
    patterns: ['backend-for-frontend', 'api-composition'],
  },
  grpc: {
    aliases: ['grpc-web', 'protobuf', 'protocol buffers'],
    areas: ['communication'],
    patterns: ['remote-procedure-invocation'],
  },
  hds: {
    aliases: ['hsd', 'http dynamic streaming', 'adobe hds'],
    areas: ['communication'],
    patterns: ['domain-specific-protocol'],
  },
  heartbeat: {
    aliases: ['renewal', 'keep alive'],
    areas: ['registration', 'instance-health'],
    patterns: ['self-registration', 'health-check-api'],
  },
  hls: {
    aliases: ['http live streaming', 'dash', 'cmaf'],
    areas: ['communication'],
    patterns: ['domain-specific-protocol'],
  },
  hystrix: {
    aliases: ['hysrix', 'hystirx', 'netflix hystrix', 'resilience4j'],
    areas: ['partial-failure', 'breaker-tuning'],
    patterns: ['circuit-breaker'],
  },
  imap: {
    aliases: ['jmap', 'smtp', 'mail protocol'],
    areas: ['communication'],
    patterns: ['domain-specific-protocol'],
  },
  instance: {
    aliases: ['replica of a service', 'copy of a service'],
    areas: ['discovery', 'deployment'],
    patterns: ['service-instance-per-host', 'multiple-service-instances-per-host'],
  },
  jitter: {
    aliases: ['random delay'],
    areas: ['partial-failure', 'overload'],
    patterns: ['x-timeout-retry-bulkhead'],
  },
  jwks: {
    aliases: ['json web key set', 'key rotation', 'public keys'],
    areas: ['token-lifecycle'],
    patterns: ['x-authorization-server'],
  },
  jwt: {
    aliases: ['json web token', 'bearer token'],
    areas: ['caller-identity', 'token-lifecycle'],
    patterns: ['access-token'],
  },
  'load-balancing': {
    aliases: ['load balancer', 'round robin', 'ribbon', 'power of two choices'],
    areas: ['discovery'],
    patterns: ['client-side-discovery', 'server-side-discovery'],
  },
  'load-shedding': {
    aliases: ['throttling', 'quota', '429'],
    areas: ['overload'],
    patterns: ['x-rate-limiting'],
  },
  mesh: {
    aliases: ['istio', 'linkerd', 'data plane', 'control plane'],
    areas: ['service-trust', 'polyglot-plumbing'],
    patterns: ['service-mesh', 'sidecar'],
  },
  mtls: {
    aliases: ['mutual tls', 'client certificate'],
    areas: ['service-trust'],
    patterns: ['x-workload-identity', 'service-mesh'],
  },
  oauth: {
    aliases: ['oauth2', 'oauth', 'openid connect', 'oidc'],
    areas: ['token-lifecycle', 'caller-identity'],
    patterns: ['x-authorization-server', 'access-token'],
  },
  openapi: {
    aliases: ['swagger', 'asyncapi'],
    areas: ['contract-evolution'],
    patterns: ['x-contract-versioning', 'remote-procedure-invocation'],
  },
  registry: {
    aliases: ['registrar', 'consul', 'zookeeper'],
    areas: ['instance-catalogue', 'registration'],
    patterns: ['service-registry'],
  },
  rest: {
    aliases: ['restful', 'http api'],
    areas: ['communication', 'external-access'],
    patterns: ['remote-procedure-invocation'],
  },
  'retry-budget': {
    aliases: ['retry storm', 'exponential backoff'],
    areas: ['partial-failure', 'overload'],
    patterns: ['x-timeout-retry-bulkhead'],
  },
  rtmp: {
    aliases: ['real time messaging protocol', 'srt', 'whip'],
    areas: ['communication'],
    patterns: ['domain-specific-protocol'],
  },
  spiffe: {
    aliases: ['spire'],
    areas: ['service-trust'],
    patterns: ['x-workload-identity'],
  },
  thrift: {
    aliases: ['apache thrift'],
    areas: ['communication'],
    patterns: ['remote-procedure-invocation'],
  },
  token: {
    aliases: ['refresh token', 'opaque token'],
    areas: ['caller-identity', 'token-lifecycle'],
    patterns: ['access-token'],
  },
  webhook: {
    aliases: ['server sent events', 'websocket', 'callback'],
    areas: ['async-outcome'],
    patterns: ['x-async-outcome'],
  },
  'zero-trust': {
    aliases: ['perimeter', 'defence in depth'],
    areas: ['service-trust', 'caller-identity'],
    patterns: ['x-workload-identity', 'access-token'],
  },
  zuul: {
    aliases: ['netflix zuul', 'spring cloud gateway', 'zull'],
    areas: ['external-access'],
    patterns: ['api-gateway'],
  },
} as const satisfies Readonly<Record<string, Term>>
