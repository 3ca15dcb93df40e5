import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group security in English. */
export const security: Readonly<Record<PatternIdOf<'security'>, PatternText>> = {
  'access-token': {
    name: 'Access token',
    problem: 'A service must know on whose behalf it is called.',
    forces: 'Identity must be proven at each hop, without asking a central place each time.',
    benefits: ['The identity travels with the call.', 'A service checks it alone.'],
    drawbacks: [
      'A token that lives long is hard to take back.',
      'What it says grows old.',
      'It has no room for all permissions.',
    ],
  },
  'x-authorization-server': {
    name: 'Authorization server',
    problem: 'Tokens must be issued, renewed and taken back.',
    forces: 'Tokens should live short, and people should not sign in all the time.',
    benefits: [
      'One place knows how people and programs sign in.',
      'Keys change without a new release of any service.',
    ],
    drawbacks: ['Much depends on it.'],
  },
  'x-policy-authorization': {
    name: 'Policy-based authorization',
    problem: 'Who may do what changes more often than the code.',
    forces: 'Rules should change without a release, and be decided close to the data.',
    benefits: [
      'Rules are data that can be read and tested.',
      'The decision is made near the service.',
    ],
    drawbacks: ['Rules need tests of their own.', 'The data for a decision may be out of date.'],
  },
  'x-workload-identity': {
    name: 'Workload identity',
    problem: 'A service must know which service is calling.',
    forces: 'Nobody should be trusted for being inside the network.',
    benefits: ['Each service proves who it is, by certificate or signed token.'],
    drawbacks: ['Certificates and keys have to be renewed in time.'],
  },
}
