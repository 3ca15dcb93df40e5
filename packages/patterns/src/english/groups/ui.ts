import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group ui in English. */
export const ui: Readonly<Record<PatternIdOf<'ui'>, PatternText>> = {
  'server-side-page-fragment-composition': {
    name: 'Server-side page fragment composition',
    problem: 'One page holds what several teams and their services have to show.',
    forces: 'Pages must appear soon, be found by search engines, and work on weak devices.',
    benefits: ['Each team owns its part of the page.', 'The page arrives complete.'],
    drawbacks: ['The slowest part delays the page.', 'Parts have to be cached one by one.'],
  },
  'client-side-ui-composition': {
    name: 'Client-side UI composition',
    problem: 'One screen holds what several teams have to show, and reacts to every touch.',
    forces: 'Interaction is rich, and teams want to release alone.',
    benefits: ['Each team owns its components.', 'Components are released one by one.'],
    drawbacks: [
      'The browser loads more code.',
      'Versions of libraries may clash.',
      'Components have to share state.',
    ],
  },
  'x-ui-contract': {
    name: 'UI contract',
    problem:
      'Parts of a page by different teams look different, and one that fails spoils the page.',
    forces: 'Users want one look, and teams want freedom.',
    benefits: [
      'Shared tokens and libraries give one look.',
      'A part that is late or fails is replaced.',
    ],
    drawbacks: ['Somebody has to govern it.'],
  },
}
