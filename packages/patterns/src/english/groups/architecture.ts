import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group architecture in English. */
export const architecture: Readonly<Record<PatternIdOf<'architecture'>, PatternText>> = {
  'monolithic-architecture': {
    name: 'Monolithic architecture',
    problem: 'An application needs a shape in which it is built, tested and delivered.',
    forces: 'A small team and a young domain want few parts; growth will later want more.',
    benefits: [
      'One thing is built, tested and delivered.',
      'A command may change all data in one transaction, and a query may join all of it.',
      'Calls inside it need no network.',
    ],
    drawbacks: [
      'The code base outgrows what one person can understand.',
      'Build and tests take longer with every feature.',
      'All teams share one technology stack.',
      'All teams wait for the same release.',
    ],
  },
  'microservice-architecture': {
    name: 'Microservice architecture',
    problem: 'An application has become too large to be changed and delivered as one.',
    forces:
      'Parts want their own pace, size and technology, while work that spans parts wants them close.',
    benefits: [
      'Each service is small enough to be understood.',
      'Each service is delivered when its own team is ready.',
      'Each service is scaled by its own load.',
      'A team chooses the technology of its service.',
    ],
    drawbacks: [
      'Calls cross a network and can fail halfway.',
      'Data that spans services agrees only after a while.',
      'Tests over several services are hard to set up.',
      'There is more to deploy, to watch and to pay memory for.',
      'Wrong boundaries are costly to move.',
    ],
  },
  'modular-monolith': {
    name: 'Modular monolith',
    problem: "Many teams work in one deployable and get into each other's way.",
    forces: 'Teams want borders of their own; nobody wants a network between them.',
    benefits: [
      'Each team works in a module of its own.',
      'Modules call each other without a network.',
    ],
    drawbacks: [
      'Borders stay only as long as the build refuses to cross them.',
      'All modules are released together.',
      'All modules share one technology stack.',
    ],
  },
  'domain-module-api': {
    name: 'Domain module API',
    problem: "Modules reach into each other's classes and tables.",
    forces: 'Modules need each other, and want to be changed one by one.',
    benefits: [
      'The schema of a module stays its own affair.',
      'A module can be tested without the others.',
      'A module behind an API is cheap to move out later.',
    ],
    drawbacks: [
      'Somebody writes code that maps inner types to outer ones.',
      'The way round the API stays tempting.',
    ],
  },
  'domain-api-build-module': {
    name: 'Build module for a domain API',
    problem: 'A change in one module compiles and tests all of them again.',
    forces: 'One graph of everything is easy to keep, and slow to build.',
    benefits: [
      'Callers depend on the API alone, so an inner change does not rebuild them.',
      'Fewer tests run for each change.',
    ],
    drawbacks: ['There are more build units to look after.'],
  },
}
