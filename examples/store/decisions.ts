/** What was decided, and why. `atoll decide` reads this value and prints the file whole: values, no code. */
import type { Decisions } from '@atoll/system'

export const decisions = {
  about: { brownfield: false, polyglot: false, webUi: true },
  messaging: {
    pattern: 'messaging',
    adapter: 'postgres',
    reason: 'Whoever reacts to an order may be down while it is placed.',
    date: '2026-11-23',
  },
  architecture: {
    pattern: 'microservice-architecture',
    adapter: 'processes',
    reason: 'Six parts of a store change at different speeds, and fall without each other.',
    date: '2026-11-23',
  },
  boundaries: {
    pattern: 'decompose-by-business-capability',
    adapter: 'people',
    reason:
      'What a store does is older and steadier than how: to show, to stock, to sell, to charge, to deliver.',
    date: '2026-11-23',
  },
  ownership: {
    pattern: 'service-per-team',
    adapter: 'people',
    reason: 'Each service is one folder that one team can hold in its head and release alone.',
    date: '2026-11-23',
  },
  'sync-collaboration': {
    pattern: 'remote-procedure-invocation',
    adapter: 'http',
    reason:
      'Whoever places an order wants today’s price at once; all that can wait does not take part in the call.',
    date: '2026-11-23',
  },
  'data-ownership': {
    pattern: 'database-per-service',
    adapter: 'postgres',
    reason: 'A table that nobody else reads can be changed on any day.',
    date: '2026-11-23',
  },
  'distributed-command': {
    pattern: 'saga',
    adapter: 'events',
    reason:
      'An order needs stock, money and a parcel of three services, and no transaction spans them.',
    date: '2026-11-23',
  },
  'distributed-query': {
    pattern: 'api-composition',
    adapter: 'gateway',
    reason:
      'A page shows a product and its stock: two quick answers, put together where they are shown.',
    date: '2026-11-23',
  },
  'saga-coordination': {
    default: {
      pattern: 'saga-choreography',
      adapter: 'events',
      reason:
        'Four steps, each of which follows from one event before it; nobody has to be asked who is next.',
      date: '2026-11-23',
    },
    inventory: {
      waivedUntil: '2027-06-30',
      reason:
        'It knows the events of orders, and orders know its own: a circle that the orchestrated saga of M29 will end.',
      date: '2026-11-23',
    },
  },
  'saga-isolation': {
    pattern: 'saga-countermeasures',
    adapter: 'code',
    reason:
      'Until it is paid an order is visibly not confirmed, and stock that was set aside is not available.',
    date: '2026-11-23',
  },
  'async-outcome': {
    pattern: 'x-async-outcome',
    adapter: 'contract',
    reason:
      'The reply is 202 with a place to look, and the events of an order can be followed from there.',
    date: '2026-11-23',
  },
  'announce-changes': {
    pattern: 'domain-event',
    adapter: 'outbox',
    reason: 'Whoever places an order must not know who ships it.',
    date: '2026-11-23',
  },
  'atomic-publish': {
    pattern: 'transactional-outbox',
    adapter: 'postgres',
    reason: 'An order that is stored and never told would wait for ever.',
    date: '2026-11-23',
  },
  'outbox-relay': {
    pattern: 'polling-publisher',
    adapter: 'postgres',
    reason: 'It needs nothing but the database that is there, and wakes up at each commit.',
    date: '2026-11-23',
  },
  duplicates: {
    pattern: 'idempotent-consumer',
    adapter: 'postgres',
    reason: 'What is told at least once arrives twice some day, and must charge nobody twice.',
    date: '2026-11-23',
  },
  'ordering-poison': {
    pattern: 'x-ordering-dead-letter',
    adapter: 'postgres',
    reason:
      'The events of one order must arrive as they happened, and one that cannot be handled must not hold the others.',
    date: '2026-11-23',
  },
  'business-logic': {
    pattern: 'domain-model',
    adapter: 'code',
    reason: 'What an order may become next is a rule that is tested without a database.',
    date: '2026-11-23',
  },
  'transaction-boundary': {
    pattern: 'aggregate',
    adapter: 'code',
    reason: 'One order, one stock, one payment: each is written by one transaction.',
    date: '2026-11-23',
  },
  'contract-evolution': {
    pattern: 'x-contract-versioning',
    adapter: 'contract',
    reason: 'Contracts have a version, and whoever uses another one does not start.',
    date: '2026-11-23',
  },
  communication: {
    pattern: 'remote-procedure-invocation',
    adapter: 'http',
    reason: 'Everybody can read HTTP and try it by hand.',
    date: '2026-11-23',
  },
  'locate-broker': {
    pattern: 'externalized-configuration',
    adapter: 'environment',
    reason: 'Where the messages are kept differs on every machine.',
    date: '2026-11-23',
  },
  'infra-availability': {
    waivedUntil: '2027-06-30',
    reason:
      'Nothing stands twice yet: registry, issuer, gateway and relay in two instances each are M53.',
    date: '2026-11-23',
  },
  discovery: {
    pattern: 'client-side-discovery',
    adapter: 'supervisor',
    reason:
      'Whoever starts the processes of one host knows where they are; no registry has to run.',
    date: '2026-11-23',
  },
  'instance-health': {
    pattern: 'health-check-api',
    adapter: 'actuator',
    reason: 'Spring’s paths, so that the same watchers look after both.',
    date: '2026-11-23',
  },
  'partial-failure': [
    {
      pattern: 'circuit-breaker',
      adapter: 'resilience',
      reason: 'A supplier that is down must not make shelves slow.',
      date: '2026-11-23',
    },
    {
      pattern: 'x-timeout-retry-bulkhead',
      adapter: 'resilience',
      reason: 'Each call has an end, and no storm of repeated ones follows a fall.',
      date: '2026-11-23',
    },
  ],
  'breaker-tuning': [
    {
      pattern: 'externalized-configuration',
      adapter: 'environment',
      reason: 'Thresholds are found out while it runs, so they can be set without a release.',
      date: '2026-11-23',
    },
    {
      pattern: 'application-metrics',
      adapter: 'prometheus',
      reason: 'They are judged by what the circuits counted.',
      date: '2026-11-23',
    },
  ],
  overload: {
    pattern: 'x-rate-limiting',
    adapter: 'resilience',
    reason: 'At three times the load it serves what it can, orders first.',
    date: '2026-11-23',
  },
  'external-access': {
    pattern: 'api-gateway',
    adapter: 'gateway',
    reason: 'Browsers know one address, and services none of the outside.',
    date: '2026-11-23',
  },
  'caller-identity': {
    pattern: 'access-token',
    adapter: 'identity',
    reason: 'Each service sees who asks without asking anybody.',
    date: '2026-11-23',
  },
  'token-lifecycle': {
    pattern: 'x-authorization-server',
    adapter: 'issuer',
    reason: 'One place signs, and all others find its keys.',
    date: '2026-11-23',
  },
  'authorization-data': {
    pattern: 'x-policy-authorization',
    adapter: 'contract',
    reason: 'Each operation names its scope, and who may see an order stands with the order.',
    date: '2026-11-23',
  },
  'service-trust': {
    pattern: 'x-workload-identity',
    adapter: 'identity',
    reason:
      'A service signs its own calls, so that a stolen token of a customer is no key to the house.',
    date: '2026-11-23',
  },
  'new-service': {
    pattern: 'microservice-chassis',
    adapter: 'chassis',
    reason: 'Logs, health, traces and tokens are there before the first line.',
    date: '2026-11-23',
  },
  configuration: {
    pattern: 'externalized-configuration',
    adapter: 'environment',
    reason: 'The same build runs here and there; what differs comes from outside.',
    date: '2026-11-23',
  },
  'config-safety': {
    pattern: 'x-config-and-secrets',
    adapter: 'config',
    reason: 'A wrong setting is found at the start, and a secret is never printed.',
    date: '2026-11-23',
  },
  'isolated-test': {
    pattern: 'service-component-test',
    adapter: 'testkit',
    reason: 'A service is tested in a second, with its own database and without the others.',
    date: '2026-11-23',
  },
  'provider-compat': {
    waivedUntil: '2027-03-31',
    reason:
      'The compiler holds both sides together as long as they stand in one repository; beyond it M35 does.',
    date: '2026-11-23',
  },
  'consumer-compat': {
    waivedUntil: '2027-03-31',
    reason:
      'Doubles are made from the contract, and nobody yet plays them back to the provider: M35.',
    date: '2026-11-23',
  },
  logs: {
    pattern: 'log-aggregation',
    adapter: 'files',
    reason:
      '`atoll logs` shows all services in the order of time, or one order through all of them.',
    date: '2026-11-23',
  },
  metrics: {
    pattern: 'application-metrics',
    adapter: 'prometheus',
    reason: 'What a board of Spring services asks for is there under the same names.',
    date: '2026-11-23',
  },
  trace: {
    pattern: 'distributed-tracing',
    adapter: 'telemetry',
    reason: 'One order passes five services and as many queues.',
    date: '2026-11-23',
  },
  errors: {
    waivedUntil: '2027-06-30',
    reason:
      'Errors stand in the logs with their trace; grouping and giving them to somebody is M40.',
    date: '2026-11-23',
  },
  audit: {
    waivedUntil: '2027-06-30',
    reason: 'The history of an order says what happened and not who did it; M38 records both.',
    date: '2026-11-23',
  },
  'change-log': {
    waivedUntil: '2027-09-30',
    reason:
      'What was released when stands in the history of the repository only; M42 puts it on the charts.',
    date: '2026-11-23',
  },
  'telemetry-volume': {
    pattern: 'x-telemetry-sampling',
    adapter: 'telemetry',
    reason: 'Traces and logs have a budget, and what fails is kept.',
    date: '2026-11-23',
  },
  ui: {
    pattern: 'server-side-page-fragment-composition',
    adapter: 'pages',
    reason: 'Pages appear at once, and work without a script.',
    date: '2026-11-23',
  },
  'ui-consistency': {
    pattern: 'x-ui-contract',
    adapter: 'code',
    reason: 'One sheet of styles, and a part that fails leaves its place to the others.',
    date: '2026-11-23',
  },
  deployment: {
    pattern: 'multiple-service-instances-per-host',
    adapter: 'processes',
    reason: 'One host is enough for a demonstration.',
    date: '2026-11-23',
  },
  'noisy-neighbour': {
    waivedUntil: '2027-09-30',
    reason: 'A service can still starve its neighbours: hosts of their own are M7, containers M8.',
    date: '2026-11-23',
  },
  'deployment-automation': {
    waivedUntil: '2027-09-30',
    reason: 'A supervisor restarts what falls; placing and scaling on a platform is M10.',
    date: '2026-11-23',
  },
  'safe-release': {
    waivedUntil: '2027-12-31',
    reason:
      'A release replaces all instances at once; a part of the calls first, and back by itself, is M52.',
    date: '2026-11-23',
  },
} as const satisfies Decisions
