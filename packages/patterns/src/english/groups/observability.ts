import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group observability in English. */
export const observability: Readonly<Record<PatternIdOf<'observability'>, PatternText>> = {
  'log-aggregation': {
    name: 'Log aggregation',
    problem: 'Logs of one request lie on many instances.',
    forces: 'There are many instances, and each writes for itself.',
    benefits: ['All logs are searched in one place.', 'A pattern in logs can raise an alarm.'],
    drawbacks: ['The volume asks for a large installation.'],
  },
  'application-metrics': {
    name: 'Application metrics',
    problem: 'Nobody knows how the system behaves until users complain.',
    forces: 'Rates, errors and durations have to be known at any time.',
    benefits: [
      'Behaviour is visible, now and over time.',
      'Numbers raise alarms, and drive scaling.',
    ],
    drawbacks: [
      'Code that counts stands among business code.',
      'Numbers have to be gathered and kept.',
    ],
  },
  'audit-logging': {
    name: 'Audit logging',
    problem: 'It must be known later who did what.',
    forces: 'Support, rules and security ask for it.',
    benefits: ['What users did is on record.'],
    drawbacks: ['It stands among business code.', 'It can be forgotten.'],
  },
  'distributed-tracing': {
    name: 'Distributed tracing',
    problem: 'A slow or failed request went through many services.',
    forces: 'Time and cause have to be found across processes.',
    benefits: ['A request is seen as a timeline.', 'It shows who depends on whom.'],
    drawbacks: [
      'Traces take storage, or must be sampled.',
      'The trace must pass through queues too.',
    ],
  },
  'exception-tracking': {
    name: 'Exception tracking',
    problem: 'The same error fills the logs of many instances.',
    forces: 'An error should be one task, however often it happens.',
    benefits: ['Errors are grouped, assigned and closed.'],
    drawbacks: ['There is one more part to run.'],
  },
  'health-check-api': {
    name: 'Health check API',
    problem: 'A process that runs may still be unable to work.',
    forces: 'Routers and platforms need to know who can take requests.',
    benefits: ['Routers, registries and platforms act on it.'],
    drawbacks: ['It tells of one moment only.', 'Checks that look too deep fail in chains.'],
  },
  'log-deployments-and-changes': {
    name: 'Log of deployments and changes',
    problem: 'Something broke, and nobody knows what changed before.',
    forces: 'Most faults follow a change.',
    benefits: ['Trouble is matched with its change at once.'],
    drawbacks: ['It helps only if it is complete.'],
  },
  'x-telemetry-sampling': {
    name: 'Telemetry sampling',
    problem: 'Logs, traces and numbers cost more than they are worth.',
    forces: 'Insight is wanted, and its cost must be bounded.',
    benefits: ['Cost is bounded by shares, ages and limits.'],
    drawbacks: ['A rare event may not have been kept.'],
  },
}
