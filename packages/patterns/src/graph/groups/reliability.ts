import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group reliability. */
export const reliability = {
  'circuit-breaker': {
    era: 'survey',
    answers: ['partial-failure'],
    raises: ['breaker-tuning'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'runtime-coupling': '+' },
  },
  'x-timeout-retry-bulkhead': {
    era: 'ours',
    answers: ['partial-failure'],
    raises: ['duplicates', 'overload', 'breaker-tuning'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'efficient-interactions': '-', 'runtime-coupling': '+' },
  },
  'x-rate-limiting': {
    era: 'ours',
    answers: ['overload'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'runtime-coupling': '+' },
  },
} as const satisfies Readonly<Record<PatternIdOf<'reliability'>, Pattern>>
