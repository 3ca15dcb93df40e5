import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group edge. */
export const edge = {
  'api-gateway': {
    era: 'survey',
    answers: ['external-access'],
    raises: [
      'discovery',
      'partial-failure',
      'overload',
      'infra-availability',
      'contract-evolution',
      'provider-compat',
      'caller-identity',
    ],
    requires: [],
    refines: [],
    provides: [],
    effects: {
      'team-autonomy': '-',
      'efficient-interactions': '0',
      'runtime-coupling': '-',
      'design-time-coupling': '+',
    },
  },
  'backend-for-frontend': {
    era: 'survey',
    answers: ['external-access'],
    raises: [
      'discovery',
      'partial-failure',
      'overload',
      'infra-availability',
      'contract-evolution',
      'provider-compat',
      'caller-identity',
    ],
    requires: [],
    refines: ['api-gateway'],
    provides: [],
    effects: {
      'simple-components': '-',
      'team-autonomy': '+',
      'segregate-by-characteristics': '+',
    },
  },
} as const satisfies Readonly<Record<PatternIdOf<'edge'>, Pattern>>
