import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group ui. */
export const ui = {
  'server-side-page-fragment-composition': {
    era: 'survey',
    answers: ['ui'],
    raises: ['ui-consistency', 'partial-failure'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'team-autonomy': '+', 'efficient-interactions': '-', 'runtime-coupling': '-' },
  },
  'client-side-ui-composition': {
    era: 'survey',
    answers: ['ui'],
    raises: ['ui-consistency'],
    requires: [],
    refines: [],
    provides: [],
    effects: {
      'team-autonomy': '+',
      'fast-deployment-pipeline': '+',
      'efficient-interactions': '-',
      'design-time-coupling': '-',
    },
  },
  'x-ui-contract': {
    era: 'ours',
    answers: ['ui-consistency'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'team-autonomy': '-', 'runtime-coupling': '+', 'design-time-coupling': '+' },
  },
} as const satisfies Readonly<Record<PatternIdOf<'ui'>, Pattern>>
