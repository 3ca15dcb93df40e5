import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group edge in English. */
export const edge: Readonly<Record<PatternIdOf<'edge'>, PatternText>> = {
  'api-gateway': {
    name: 'API gateway',
    problem:
      'Clients outside meet many small services with different protocols and moving addresses.',
    forces: 'Services are fine-grained, and clients differ.',
    benefits: [
      'Clients need not know how the system is cut.',
      'Clients make fewer round trips.',
      'Protocols are translated at the edge.',
    ],
    drawbacks: [
      'One more part must never be down.',
      'Each call takes one hop more.',
      'All teams may have to wait for its team.',
    ],
  },
  'backend-for-frontend': {
    name: 'Backend for frontend',
    problem: 'One API at the edge suits no kind of client well.',
    forces:
      'Phones, browsers and partners ask for different things, and change at a different pace.',
    benefits: [
      'The team of a client owns its API.',
      'What goes wrong for one kind of client leaves the others alone.',
    ],
    drawbacks: ['Code at the edge is written more than once.', 'There are more parts to run.'],
  },
}
