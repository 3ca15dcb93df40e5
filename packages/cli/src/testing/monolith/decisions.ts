/** Everything by default, as `atoll decide --defaults` answers it. */
import type { Decisions } from '@atoll/system'

export const decisions = {
  about: {
    brownfield: false,
    polyglot: false,
    webUi: false,
  },
  architecture: {
    pattern: 'monolithic-architecture',
    adapter: 'one-process',
    reason: 'One small team.',
    date: '2026-11-23',
  },
  'monolith-structure': {
    pattern: 'modular-monolith',
    adapter: 'chassis',
    reason: 'Modules keep teams apart at no cost of a network.',
    date: '2026-11-23',
  },
  'module-encapsulation': {
    pattern: 'domain-module-api',
    adapter: 'contract',
    reason: 'A module behind an interface can be moved out later.',
    date: '2026-11-23',
  },
  'build-coupling': {
    pattern: 'domain-api-build-module',
    adapter: 'contract',
    reason: 'Only what depends on an interface is built again when the inside changes.',
    date: '2026-11-23',
  },
  boundaries: {
    pattern: 'decompose-by-business-capability',
    adapter: 'people',
    reason: 'What a business does changes less often than how it is done.',
    date: '2026-11-23',
  },
  'business-logic': {
    pattern: 'transaction-script',
    adapter: 'code',
    reason: 'Procedures do while the rules are few, and can grow into a model later.',
    date: '2026-11-23',
  },
  communication: {
    pattern: 'remote-procedure-invocation',
    adapter: 'http',
    reason: 'Everybody can read HTTP.',
    date: '2026-11-23',
  },
  configuration: {
    pattern: 'externalized-configuration',
    adapter: 'environment',
    reason: 'One build everywhere; only what is set from outside differs.',
    date: '2026-11-23',
  },
  'config-safety': {
    pattern: 'x-config-and-secrets',
    adapter: 'config',
    reason: 'A wrong setting stops the start and not the first customer.',
    date: '2026-11-23',
  },
  deployment: {
    pattern: 'multiple-service-instances-per-host',
    adapter: 'processes',
    reason: 'Processes on one host cost least until one of them disturbs the others.',
    date: '2026-11-23',
  },
  'noisy-neighbour': {
    waivedUntil: '2027-12-31',
    reason: 'Accepted for now: the services of one host trust each other.',
    date: '2026-11-23',
  },
  'deployment-automation': {
    waivedUntil: '2027-12-31',
    reason: 'Until then a supervisor restarts on one host, and people do the rest.',
    date: '2026-11-23',
  },
  messaging: {
    pattern: 'messaging',
    adapter: 'postgres',
    reason: 'Whoever listens may be away.',
    date: '2026-11-23',
  },
} as const satisfies Decisions
