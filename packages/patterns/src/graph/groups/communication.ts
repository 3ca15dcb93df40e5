import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group communication. */
export const communication = {
  'remote-procedure-invocation': {
    era: 'survey',
    answers: ['sync-collaboration', 'foreign-data', 'communication'],
    raises: [
      'discovery',
      'partial-failure',
      'provider-compat',
      'contract-evolution',
      'service-trust',
    ],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'simple-interactions': '+', 'runtime-coupling': '-' },
  },
  messaging: {
    era: 'survey',
    answers: ['communication'],
    raises: [
      'locate-broker',
      'infra-availability',
      'duplicates',
      'ordering-poison',
      'contract-evolution',
      'provider-compat',
      'service-trust',
    ],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'simple-interactions': '-', 'runtime-coupling': '+' },
  },
  'domain-specific-protocol': {
    era: 'survey',
    answers: ['communication'],
    raises: ['contract-evolution', 'service-trust'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'simple-components': '-' },
  },
  'x-contract-versioning': {
    era: 'ours',
    answers: ['contract-evolution'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'simple-components': '-', 'team-autonomy': '+', 'design-time-coupling': '+' },
  },
} as const satisfies Readonly<Record<PatternIdOf<'communication'>, Pattern>>
