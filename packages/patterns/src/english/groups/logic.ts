import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group logic in English. */
export const logic: Readonly<Record<PatternIdOf<'logic'>, PatternText>> = {
  'transaction-script': {
    name: 'Transaction script',
    problem: 'Business logic needs a form in which it is written.',
    forces: 'The procedures are simple.',
    benefits: ['It is quick to write.'],
    drawbacks: ['It becomes hard to follow as rules grow.'],
  },
  'domain-model': {
    name: 'Domain model',
    problem: 'Rules and states are too many for procedures.',
    forces: 'Rules are complex, and objects move through states.',
    benefits: ['Rules can be tested alone, and extended.'],
    drawbacks: ['It takes skill in modelling.'],
  },
  aggregate: {
    name: 'Aggregate',
    problem: 'Objects refer to each other until nobody knows where a transaction ends.',
    forces: 'A transaction reaches no further than one database, and tells it in one message.',
    benefits: [
      'What must be consistent is one clear unit.',
      'Units refer to each other by id, so they can be moved apart.',
      'A version at the root tells when two have changed it at once.',
    ],
    drawbacks: ['One transaction changes only one unit.'],
  },
}
