import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group boundaries in English. */
export const boundaries: Readonly<Record<PatternIdOf<'boundaries'>, PatternText>> = {
  'decompose-by-business-capability': {
    name: 'Decompose by business capability',
    problem: 'Services need boundaries that hold.',
    forces: 'A service should be stable, coherent, testable, and small enough for one team.',
    benefits: [
      'What a business does changes rarely, so the boundaries last.',
      'Teams stand around something of value.',
    ],
    drawbacks: [
      'The business must be well understood first.',
      'Large shared objects reach across capabilities.',
    ],
  },
  'decompose-by-subdomain': {
    name: 'Decompose by subdomain',
    problem: 'Services need boundaries along which words keep their meaning.',
    forces: 'Boundaries should last, and parts of a domain differ in what they are worth.',
    benefits: [
      'Each service has one model in which each word means one thing.',
      'It shows where to invest and what to buy.',
    ],
    drawbacks: ['It takes people who know the domain and how to model it.'],
  },
  'self-contained-service': {
    name: 'Self-contained service',
    problem: 'A request must be answered although other services are slow or down.',
    forces: 'Each service that is waited for lowers availability and adds time.',
    benefits: ['A request is answered without waiting for another service.'],
    drawbacks: [
      'The service becomes larger.',
      'Foreign data is copied, and commands go on as sagas.',
      'Some replies can only say that the work has begun.',
    ],
  },
  'service-per-team': {
    name: 'Service per team',
    problem: 'Nobody feels responsible for a service that everybody changes.',
    forces: 'Teams want to decide alone, and can hold only so much in mind.',
    benefits: [
      'Each service has exactly one owner.',
      'A team has one service, or few, to understand.',
    ],
    drawbacks: [
      'Boundaries that suit teams may not suit users.',
      'When teams are reorganised, services have to move too.',
    ],
  },
  'x-colocate-subdomains': {
    name: 'Colocate subdomains',
    problem: 'An operation suffers because the subdomains it works on lie in different services.',
    forces: 'For these subdomains the forces that pull together are the stronger ones.',
    benefits: ['The operation becomes local.', 'It is one transaction again.'],
    drawbacks: ['The service becomes larger.'],
  },
}
