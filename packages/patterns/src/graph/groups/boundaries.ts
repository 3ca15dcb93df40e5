import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group boundaries. */
export const boundaries = {
  'decompose-by-business-capability': {
    era: 'survey',
    answers: ['boundaries'],
    raises: ['ownership'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'team-autonomy': '+', 'design-time-coupling': '+' },
  },
  'decompose-by-subdomain': {
    era: 'survey',
    answers: ['boundaries'],
    raises: ['ownership'],
    requires: [],
    refines: [],
    provides: [],
    effects: {
      'team-autonomy': '+',
      'segregate-by-characteristics': '+',
      'design-time-coupling': '+',
    },
  },
  'self-contained-service': {
    era: 'later',
    answers: ['sync-collaboration'],
    raises: ['foreign-data', 'distributed-command', 'async-outcome'],
    requires: ['microservice-architecture'],
    refines: [],
    provides: [],
    effects: {
      'simple-components': '-',
      'efficient-interactions': '+',
      'acid-over-base': '-',
      'runtime-coupling': '+',
    },
  },
  'service-per-team': {
    era: 'later',
    answers: ['ownership'],
    raises: [],
    requires: ['microservice-architecture'],
    refines: [],
    provides: [],
    effects: { 'simple-components': '+', 'team-autonomy': '+' },
  },
  'x-colocate-subdomains': {
    era: 'ours',
    answers: ['sync-collaboration', 'distributed-command', 'distributed-query', 'foreign-data'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: {
      'simple-components': '-',
      'simple-interactions': '+',
      'efficient-interactions': '+',
      'acid-over-base': '+',
      'runtime-coupling': '+',
    },
  },
} as const satisfies Readonly<Record<PatternIdOf<'boundaries'>, Pattern>>
