import type { Force } from '../graph/forces.ts'
import type { ForceText } from '../text.ts'

/** The ten forces in English. */
export const forces: Readonly<Record<Force, ForceText>> = {
  'simple-components': {
    name: 'Simple components',
    asks: 'Parts should be small enough to be understood and kept.',
  },
  'team-autonomy': {
    name: 'Team autonomy',
    asks: 'Teams should work and deliver without waiting for each other.',
  },
  'fast-deployment-pipeline': {
    name: 'Fast deployment pipeline',
    asks: 'A change should be built, tested and delivered quickly.',
  },
  'multiple-technology-stacks': {
    name: 'Multiple technology stacks',
    asks: 'Parts should be free to use the technology that suits them, and to renew it.',
  },
  'segregate-by-characteristics': {
    name: 'Segregation by characteristics',
    asks: 'Parts that differ in load, availability or secrecy should be apart.',
  },
  'simple-interactions': {
    name: 'Simple interactions',
    asks: 'An operation should take few participants and few messages.',
  },
  'efficient-interactions': {
    name: 'Efficient interactions',
    asks: 'An operation should move little data over few trips.',
  },
  'acid-over-base': {
    name: 'ACID over BASE',
    asks: 'An operation should be one transaction where it can.',
  },
  'runtime-coupling': {
    name: 'Loose runtime coupling',
    asks: 'An operation should not depend on others being up and fast.',
  },
  'design-time-coupling': {
    name: 'Loose design-time coupling',
    asks: 'A change of one part should not force changes in others.',
  },
}
