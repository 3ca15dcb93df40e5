import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group refactoring. */
export const refactoring = {
  'strangler-fig': {
    era: 'book',
    answers: ['migration'],
    raises: ['legacy-model'],
    requires: ['microservice-architecture'],
    refines: [],
    provides: [],
    effects: {},
  },
  'anti-corruption-layer': {
    era: 'book',
    answers: ['legacy-model'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'simple-components': '-', 'design-time-coupling': '+' },
  },
} as const satisfies Readonly<Record<PatternIdOf<'refactoring'>, Pattern>>
