import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group refactoring in English. */
export const refactoring: Readonly<Record<PatternIdOf<'refactoring'>, PatternText>> = {
  'strangler-fig': {
    name: 'Strangler fig',
    problem: 'A monolith that earns money must become services.',
    forces: 'A rewrite is a great risk at once; the old pain goes on until something is done.',
    benefits: [
      'The first new service is worth something long before the last.',
      'Each step is small and can be taken back.',
    ],
    drawbacks: [
      'Old and new live side by side for years.',
      'Data must be kept equal in both.',
      'The monolith must be changed as well.',
    ],
  },
  'anti-corruption-layer': {
    name: 'Anti-corruption layer',
    problem: 'A new service must talk to an old system whose terms it does not share.',
    forces: 'Two models of the same business must meet without becoming one.',
    benefits: ['The new model stays clean.'],
    drawbacks: ['A layer of translation has to be written and kept.'],
  },
}
