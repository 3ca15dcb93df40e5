import type { work as ids } from '../../graph/terms/work.ts'
import type { TermText } from '../../text.ts'

/** The words about building, running and watching in English. */
export const work: Readonly<Record<keyof typeof ids, TermText>> = {
  'bounded-context': {
    name: 'Bounded context',
    meaning: 'The part of a system in which each word has one meaning. A service keeps within one.',
  },
  canary: {
    name: 'Canary release',
    meaning:
      'A new version gets a small share of the calls first. If its numbers are bad, it is taken back before most notice.',
  },
  'config-server': {
    name: 'Config server',
    meaning:
      'Tells each service its settings for its environment when it starts, and when they change. Spring Cloud Config is one.',
  },
  'contract-test': {
    name: 'Contract test',
    meaning:
      'Checks each side of an interface alone against what both agreed on. The survey calls it service integration contract.',
  },
  'conways-law': {
    name: "Conway's law",
    meaning:
      'Systems come to look like the organisation that builds them. So teams and services are cut along the same lines.',
  },
  'correlation-id': {
    name: 'Correlation id',
    meaning:
      'One id that travels with a request through calls and messages, so that all that was recorded of it is found together.',
  },
  ddd: {
    name: 'Domain-driven design',
    meaning:
      'Builds software around a model of the business, in the words of the people who know it.',
  },
  'feature-flag': {
    name: 'Feature flag',
    meaning:
      'A setting that turns a new behaviour on for some. So delivering code and showing it are two decisions.',
  },
  forces: {
    name: 'Dark energy and dark matter',
    meaning:
      "Richardson's ten forces: five pull parts of a system apart (dark energy), five keep them together (dark matter).",
  },
  kubernetes: {
    name: 'Kubernetes',
    meaning:
      'A platform that keeps containers as described: so many, healthy, under one name. It brings registry and router along.',
  },
  'micro-frontend': {
    name: 'Micro frontend',
    meaning: 'Each team builds the part of a page that shows its data, and delivers it alone.',
  },
  observability: {
    name: 'Observability',
    meaning:
      'Whether one can tell from outside what happens inside: by logs, metrics and traces that share their ids.',
  },
  opentelemetry: {
    name: 'OpenTelemetry',
    meaning:
      'One standard for traces, metrics and logs, with libraries in all languages and a protocol (OTLP) to send them.',
  },
  paas: {
    name: 'PaaS',
    meaning:
      'A platform that takes code or an image and does the rest: address, scale, logs, restart.',
  },
  semver: {
    name: 'Semantic versioning',
    meaning: 'Three numbers that say what a change means to users: broken, added, repaired.',
  },
  slo: {
    name: 'SLO',
    meaning:
      'How good a service promises to be, as a number: 99.9 % of orders answered in 300 ms. What is left over may be risked.',
  },
  span: {
    name: 'Span',
    meaning:
      'One piece of work in a trace: its name, when it began, how long it took, and which span it belongs to.',
  },
  'spring-boot': {
    name: 'Spring Boot',
    meaning:
      'The chassis of most Java services. Its health, metrics and settings have forms that services in other languages can speak.',
  },
  strangler: {
    name: 'Strangler',
    meaning:
      'New services grow around an old system and take over one function after the other, until it can be switched off.',
  },
  'test-double': {
    name: 'Test double',
    meaning:
      'A stand-in for another service in a test. It is worth as much as its likeness to the real one.',
  },
  zipkin: {
    name: 'Zipkin',
    meaning:
      'A server that takes spans and shows traces. Its headers are called B3; it takes OpenTelemetry as well.',
  },
}
