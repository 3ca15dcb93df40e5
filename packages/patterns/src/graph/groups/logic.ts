import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group logic. */
export const logic = {
  'transaction-script': {
    era: 'book',
    answers: ['business-logic'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'simple-components': '0' },
  },
  'domain-model': {
    era: 'book',
    answers: ['business-logic'],
    raises: ['transaction-boundary'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'simple-components': '+' },
  },
  aggregate: {
    era: 'picture',
    answers: ['transaction-boundary'],
    raises: ['cross-aggregate'],
    requires: ['domain-model'],
    refines: [],
    provides: [],
    effects: { 'simple-components': '+', 'acid-over-base': '-', 'design-time-coupling': '+' },
  },
} as const satisfies Readonly<Record<PatternIdOf<'logic'>, Pattern>>
